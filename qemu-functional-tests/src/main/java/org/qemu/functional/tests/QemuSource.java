package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.QemuBaseTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetException;

/**
 * Files of QEMU's source, for tests of its scripts and data: of the folder that {@code QEMU_SRC}
 * names, or of Debian's source package.
 */
public final class QemuSource {
    /** Debian's source package of QEMU 10.2.2, 39 MB. A test that uses it has it as its asset. */
    public static final Asset PACKAGE =
            Asset.of(
                    "debian:pool/main/q/qemu/qemu_10.2.2+ds.orig.tar.xz",
                    "be05230fe47a6937cd29f28f562932c8125f9c93c2a82c625198f7a4aa601dfb");

    private static final String FOLDER = "qemu-10.2.2/";
    private static final String CHECKER = "scripts/vmstate-static-checker.py";

    private QemuSource() {}

    /**
     * The result of a script.
     *
     * @param output its output, including errors
     */
    public record Result(int status, String output) {}

    /**
     * Return a file of the source, for a test. Skip the test if there is no source with this file.
     *
     * @param name the path of the file in the source
     */
    public static Path file(QemuBaseTest test, String name) {
        String setting = System.getenv().getOrDefault("QEMU_SRC", "");
        if (setting.isEmpty()) {
            return packaged(test, name);
        }
        Path file = Path.of(setting, name);
        if (!Files.isRegularFile(file)) {
            abort(
                    "QEMU_SRC='%s' has no '%s': set it to the source of QEMU"
                            .formatted(setting, name));
        }
        return file;
    }

    private static Path packaged(QemuBaseTest test, String name) {
        try {
            return test.archiveExtract(PACKAGE, FOLDER + name);
        } catch (AssetException e) { // Debian's archive keeps a version only for some time
            return abort(
                    "set QEMU_SRC to the source of QEMU, since the package is not available: "
                            + e.getMessage());
        }
    }

    /** Compare two dumps of the formats of saved states with QEMU's script. */
    public static Result checkVmstate(QemuBaseTest test, Path before, Path after)
            throws IOException, InterruptedException {
        return run(file(test, CHECKER), List.of("-s", before.toString(), "-d", after.toString()));
    }

    private static Result run(Path script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
