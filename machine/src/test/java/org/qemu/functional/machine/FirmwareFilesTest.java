package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareFilesTest {
    private static final String NAME = "edk2-aarch64-code.fd";

    @TempDir Path host;

    private FirmwareFiles files() {
        return new FirmwareFiles(
                host, List.of(host.resolve("build")), () -> List.of(host.resolve("data")));
    }

    private Path write(String file) throws IOException {
        Path path = host.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "firmware");
    }

    private void describe(String descriptor, String arch, String executable, String features)
            throws IOException {
        Files.writeString(
                write(descriptor),
                """
                {"interface-types": ["uefi"], "features": [%s],
                 "mapping": {"device": "flash", "executable": {"filename": "%s", "format": "raw"}},
                 "targets": [{"architecture": "%s", "machines": ["virt-*"]}]}
                """
                        .formatted(features, executable, arch));
    }

    @Test
    void findsThatOfADataFolder() throws IOException {
        Path file = write("data/" + NAME);
        assertThat(files().find(NAME)).hasValue(file);
        assertThat(files().find("edk2-arm-code.fd")).isEmpty();
    }

    @Test
    void findsThatOfADescriptorForTheTarget() throws IOException {
        Path plain = write("usr/share/AAVMF/PLAIN.fd");
        write("usr/share/AAVMF/SECURE.fd");
        write("usr/share/OVMF/OTHER.fd");
        String folder = "usr/share/qemu/firmware/";
        Files.writeString(write(folder + "00-broken.json"), "{");
        describe(folder + "10-x86.json", "x86_64", "/usr/share/OVMF/OTHER.fd", "");
        describe(
                folder + "20-secure.json",
                "aarch64",
                "/usr/share/AAVMF/SECURE.fd",
                "\"secure-boot\"");
        describe(folder + "30-plain.json", "aarch64", "/usr/share/AAVMF/PLAIN.fd", "");
        assertThat(files().find(NAME)).hasValue(plain);
    }

    @Test
    void findsWhereDistributionsPutIt() throws IOException {
        Path file = write("usr/share/qemu-efi-aarch64/QEMU_EFI.fd");
        assertThat(files().find(NAME)).hasValue(file);
        assertThat(files().find("slof.bin")).isEmpty();
    }

    @Test
    void asksQemuForItsDataFolders() {
        QemuBinary qemu = QemuBinary.locate(Map.of(), host, Optional.of("x86_64"));
        FirmwareFiles files = FirmwareFiles.of(qemu, host.resolve("build"));
        assertThat(files.folders())
                .contains(host.resolve("build/pc-bios"))
                .containsAll(qemu.dataFolders());
        assertThat(files.find("bios-256k.bin")).isPresent();
    }
}
