package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.internal.probe.MissingName;

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
        assertThat(x86().hasDevice("virtio-rn")).isFalse();
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
        // This must not be mistaken for a QEMU without that back-end, which would skip the test.
        assertThatThrownBy(() -> QemuBinary.at(broken).hasNetdev("user"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot open shared object file");
    }

    @Test
    void knowsTheAliasesOfDevices() {
        assertThat(List.of("virtio-serial", "virtio-net", "virtio-blk", "virtio-rng", "ahci"))
                .allMatch(x86()::hasDevice);
    }

    /** QEMU itself provides the expected result. */
    @Test
    void knowsTheAliasesOfATarget() throws Exception {
        QemuBinary s390x = QemuBinary.locate(Map.of(), folder, Optional.of("s390x"));
        for (String device : List.of("virtio-serial", "virtio-blk", "ahci", "virtio-sound")) {
            Path help = folder.resolve("help");
            new ProcessBuilder(s390x.toString(), "-device", device + ",help")
                    .redirectErrorStream(true)
                    .redirectOutput(help.toFile())
                    .start()
                    .waitFor();
            assertThat(s390x.hasDevice(device))
                    .as(device)
                    .isNotEqualTo(Files.readString(help).contains("not found"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MACHINE, q53, q35",
        "MACHINE, pcc, pc",
        "DEVICE, virtio-rgn-pci, virtio-rng-pci",
        "DEVICE, virtio-ntt, virtio-net",
        "CPU, qemu46, qemu64",
        "'CPU', 'Nehalme,+x2apic', Nehalem",
        "NETDEV, usr, user",
        "ACCELERATOR, tgc, tcg"
    })
    void skipsWithTheNameThatIsAlike(Ability ability, String name, String alike) {
        String plain = name.replaceFirst(",.*", "");
        assertThatThrownBy(() -> x86().require(ability, name))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageStartingWith("%s '%s' is not in /".formatted(ability, plain))
                .hasMessageEndingWith("; did you mean '%s'?".formatted(alike));
    }

    @Test
    void skipsWithoutAHintWhereNothingIsAlike() {
        assertThatThrownBy(() -> x86().require(Ability.MACHINE, "vexpress-a15"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageEndingWith("qemu-system-x86_64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu64", "max,+x2apic", "host", "EPYC-v1", "qemu64-x86_64-cpu"})
    void acceptsCpuModels(String model) {
        x86().require(Ability.CPU, model);
    }

    /** For avr, QEMU does not list them over QMP. */
    @Test
    void acceptsAnyCpuModelWhereNoneAreListed() {
        QemuBinary.locate(Map.of(), folder, Optional.of("avr")).require(Ability.CPU, "avr6");
    }

    private QemuBinary withSibling() throws IOException {
        for (String arch : List.of("x86_64", "arm")) {
            Path real = QemuBinary.locate(Map.of(), folder, Optional.of(arch)).path();
            Files.createSymbolicLink(folder.resolve("qemu-system-" + arch), real);
        }
        Files.writeString(folder.resolve("qemu-system-broken"), "#!/bin/false\n");
        assertThat(folder.resolve("qemu-system-broken").toFile().setExecutable(true)).isTrue();
        return QemuBinary.at(folder.resolve("qemu-system-x86_64"));
    }

    @Test
    void failsInStrictRunsWhatNoQemuKnows() throws Exception {
        MissingName strict = new MissingName(withSibling(), Map.of("QEMU_TEST_STRICT", "1"));
        assertThatThrownBy(() -> strict.report(Ability.MACHINE, "vexpress-a51"))
                .isInstanceOf(UnknownNameError.class)
                .hasMessageContaining(
                        "machine 'vexpress-a51' is in no QEMU of this run; did you mean 'vexpress-a15'?")
                .hasMessageContaining("QEMU_TEST_STRICT")
                .hasMessageContaining("x86_64, arm");
        assertThatThrownBy(() -> strict.report(Ability.MACHINE, "vexpress-a15"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("but in")
                .hasMessageContaining("qemu-system-arm");
        MissingName off = new MissingName(x86(), Map.of("QEMU_TEST_STRICT", "0"));
        assertThatThrownBy(() -> off.report(Ability.MACHINE, "vexpress-a51"))
                .isInstanceOf(TestAbortedException.class);
    }
}
