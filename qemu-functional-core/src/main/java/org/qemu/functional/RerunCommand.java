package org.qemu.functional;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.qemu.functional.machine.QemuBinary;

/** What to paste to run a test again; only a run of the jar knows how it was started. */
final class RerunCommand {
    private RerunCommand() {}

    static Optional<String> of(QemuBinary binary, String selector) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar") || jar.contains(File.pathSeparator)) {
            return Optional.empty();
        }
        return Optional.of(
                "QEMU_TEST_QEMU_BINARY=%s java -jar %s '%s'"
                        .formatted(binary, Path.of(jar).toAbsolutePath(), selector));
    }
}
