package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuBinaryTest {
    @TempDir Path folder;

    private static QemuBinary x86() {
        return QemuBinary.locate(Map.of(), Path.of("/nowhere"), Optional.of("x86_64"));
    }

    @Test
    void knowsMachinesByExactNameAndAlias() {
        assertThat(x86().hasMachine("q35")).isTrue();
        assertThat(x86().hasMachine("pc")).isTrue();
        assertThat(x86().hasMachine("q3")).isFalse();
        assertThat(x86().hasMachine("virt")).isFalse();
    }

    @Test
    void knowsDevicesAcceleratorsAndNetdevsExactly() {
        assertThat(x86().hasDevice("virtio-rng-pci")).isTrue();
        assertThat(x86().hasDevice("virtio-rng")).isFalse();
        assertThat(x86().hasAccelerator("tcg")).isTrue();
        assertThat(x86().hasAccelerator("hvf")).isFalse();
        assertThat(x86().hasNetdev("user")).isTrue();
        assertThat(x86().hasNetdev("use")).isFalse();
    }

    @Test
    void tellsItsVersionAndArch() {
        assertThat(x86().version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(x86().isAtLeast("7.0")).isTrue();
        assertThat(x86().isAtLeast(x86().version())).isTrue();
        assertThat(x86().isAtLeast("1000.1")).isFalse();
        assertThat(x86().arch()).isEqualTo("x86_64");
    }

    @Test
    void prefersTheBuildFolderToThePath() throws IOException {
        Path own = Files.createFile(folder.resolve("qemu-system-x86_64"));
        assertThat(own.toFile().setExecutable(true)).isTrue();
        assertThat(QemuBinary.locate(Map.of(), folder, Optional.of("x86_64")).path())
                .isEqualTo(own);
    }

    @Test
    void quotesAVariableThatNamesNoProgram() {
        assertThatThrownBy(
                        () ->
                                QemuBinary.locate(
                                        Map.of("QEMU_TEST_QEMU_BINARY", "/nowhere/qemu"),
                                        folder,
                                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_QEMU_BINARY='/nowhere/qemu'");
    }

    @Test
    void saysWhereItLookedForAnArchitecture() {
        assertThatThrownBy(() -> QemuBinary.locate(Map.of(), folder, Optional.of("vax")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("qemu-system-vax")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void quotesTheComplaintOfABinaryThatDoesNotStart() throws IOException {
        Path broken = folder.resolve("qemu-system-broken");
        Files.writeString(broken, "#!/bin/sh\necho cannot open shared object file >&2\nexit 127\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> QemuBinary.at(broken).version())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot open shared object file");
        // Not to be taken for a QEMU without that back-end, which would skip the test.
        assertThatThrownBy(() -> QemuBinary.at(broken).hasNetdev("user"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot open shared object file");
    }
}
