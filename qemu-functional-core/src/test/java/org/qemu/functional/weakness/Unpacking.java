package org.qemu.functional.weakness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuBaseTest;

/** Extracts archives that the real tools created. */
class Unpacking extends QemuBaseTest {
    private Path archive(String... command) throws Exception {
        Path folder = Files.createDirectories(scratchFile("made"));
        Files.createDirectories(folder.resolve("boot"));
        Files.writeString(folder.resolve("boot/kernel"), "a kernel");
        Process tool = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
        assertThat(tool.waitFor()).isZero();
        return folder.resolve("archive");
    }

    private static void assertKernel(Path file) throws IOException {
        assertThat(file).hasContent("a kernel");
    }

    @Test
    void memberOfASubFolderIsWhereItIsSaidToBe() throws Exception {
        Path tar = archive("tar", "-cf", "archive", "boot/kernel");
        Path member = archiveExtract(tar, null, "sub", "boot/kernel");
        assertThat(member).isEqualTo(scratchFile("sub", "boot/kernel"));
        assertKernel(member);
    }

    @Test
    void debNeedsNoMember() throws Exception {
        Path deb =
                archive(
                        "sh",
                        "-c",
                        "mkdir DEBIAN; printf 'Package: a\\nVersion: 1\\nArchitecture: all\\n"
                                + "Maintainer: a <a@b>\\nDescription: a\\n' > DEBIAN/control;"
                                + " dpkg-deb --build . ../a.deb && mv ../a.deb archive");
        assertKernel(archiveExtract(deb, "deb", null, null).resolve("boot/kernel"));
    }

    @Test
    void cpioTellsItsErrors() throws Exception {
        Path cpio = archive("sh", "-c", "echo boot/kernel | cpio -o -H newc > archive");
        Files.write(cpio, List.of("torn"));
        assertThat(catchThrowable(() -> archiveExtract(cpio, "cpio", null, null)))
                .hasMessageContaining("archive");
    }

    @Test
    void formatsHaveTheNamesOfTheTools() throws Exception {
        Path xz = archive("sh", "-c", "xz -c boot/kernel > archive");
        assertKernel(uncompress(xz, "xz"));
        Path gz = archive("sh", "-c", "gzip -c boot/kernel > archive");
        assertKernel(uncompress(gz, "gz"));
        assertKernel(uncompress(gz, "gzip"));
    }
}
