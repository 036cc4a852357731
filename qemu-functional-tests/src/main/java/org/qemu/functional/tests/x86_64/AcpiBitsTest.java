package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.condition.SkipIfNotMachine;
import org.qemu.functional.tests.QemuSource;

/**
 * Checks the tables of ACPI and SMBIOS that QEMU creates, with Biosbits: a boot loader that runs
 * Python. Its scripts are in QEMU's source.
 */
@SkipIfMissingCommands({"xorriso", "mformat"})
@SkipIfNotMachine("x86_64")
class AcpiBitsTest extends QemuSystemTest {
    static final Asset BITS =
            Asset.of(
                    "https://gitlab.com/qemu-project/biosbits-bits/-/jobs/artifacts/qemu-bits-10262023/download?job=qemu-bits-build",
                    "1b8dd612c6831a6b491716a77acc486666aaa867051cdc34f7ce169c2e25f487");
    static final Asset SOURCE = QemuSource.PACKAGE;

    private static final String DATA = "tests/functional/acpi-bits/";
    private static final List<String> SCRIPTS =
            List.of("smbios", "smilatency", "testacpi", "testcpuid");

    private static final Pattern SUMMARY = Pattern.compile("Summary: (\\d+) passed, (\\d+) failed");

    /** The scripts take minutes on a slow host. */
    private static final Duration TIMEOUT = Duration.ofSeconds(200);

    @Test
    void passesTheScriptsOfBiosbits() throws IOException, InterruptedException {
        archiveExtract(BITS, "zip", "prebuilt", null);
        archiveExtract(scratchFile("prebuilt", "bits-2020-c7920d2b.zip"));
        archiveExtract(scratchFile("prebuilt", "bits-2020-c7920d2b-grub.tar.gz"));
        Path bits = scratchFile("bits-2020");
        copyScripts(bits.resolve("boot"));
        Path image = createImage(bits);
        Path log = scratchFile("debugcon-log.txt");

        setMachine("pc");
        vm().addArgs(
                        "-chardev",
                        "file,path=" + log + ",id=debugcon",
                        "-device",
                        "isa-debugcon,iobase=0x403,chardev=debugcon");
        // The latency of system management interrupts is only steady if instructions are counted;
        // Biosbits finds no entry point of 64 bits.
        vm().addArgs("-cdrom", image, "-icount", "auto");
        vm().addArgs("-machine", "smbios-entry-point-type=32");
        vm().setConsole();
        vm().launch();
        vm().eventWait("SHUTDOWN", TIMEOUT);
        vm().waitForExit();

        String text = Files.readString(log);
        List<MatchResult> summaries = SUMMARY.matcher(text).results().toList();
        assertTrue(!summaries.isEmpty(), () -> "no script ended:\n" + text);
        summaries.forEach(summary -> assertEquals("0", summary.group(2), text));
    }

    private void copyScripts(Path boot) throws IOException {
        Files.copy(
                QemuSource.file(this, DATA + "bits-config/bits-cfg.txt"),
                boot.resolve("bits-cfg.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        Path python = boot.resolve("python");
        for (String name : SCRIPTS) {
            Files.copy(
                    QemuSource.file(this, DATA + "bits-tests/" + name + ".py2"),
                    python.resolve(name + ".py"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(python.resolve(name + ".pyc")); // it would run instead
        }
    }

    /** Create the image with the extracted GRUB, which does not know where it was extracted. */
    private Path createImage(Path bits) throws IOException, InterruptedException {
        Path efi = scratchFile("grub-inst-x86_64-efi");
        Path script = efi.resolve("bin/grub-mkrescue");
        Files.writeString(
                script,
                Files.readString(script)
                        .replaceAll("(?m)^prefix=.*", "prefix=\"%s\"".formatted(efi))
                        .replaceAll(
                                "(?m)^libdir=.*",
                                "libdir=\"%s/lib\"".formatted(scratchFile("grub-inst"))));
        Path image = scratchFile("bits-2020.iso");
        Path log = logFile("grub-mkrescue.log");
        int status =
                new ProcessBuilder(script.toString(), "-o", image.toString(), bits.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        assumeTrue(
                status == 0,
                () -> "grub-mkrescue failed with status %d: see %s".formatted(status, log));
        return image;
    }
}
