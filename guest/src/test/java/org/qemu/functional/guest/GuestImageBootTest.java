package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.ConsoleExpectation;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Boots the image of each architecture in a real QEMU. */
class GuestImageBootTest {
    /** The time limit for a machine of another architecture on a busy host. */
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void bootsAndHasTheModulesFilesAndPackagesThatWereAskedFor(GuestArchitecture architecture) {
        QemuBinary binary = qemu(architecture);
        BuiltImage image =
                GuestImage.linux(architecture.target())
                        .withModules("e1000")
                        .withFile("/etc/motd", "welcome to the guest\n")
                        .withFile("/opt/hello", "#!/bin/sh\necho perl $((6 * 7))\n", 0755)
                        .build();
        try (QemuMachine vm = QemuMachine.create(binary, QemuMachine.DEFAULT, folder)) {
            launch(vm, image);
            assertThat(answer(vm, "lsmod | grep -c ^e1000")).isEqualTo("1");
            assertThat(answer(vm, "ls /sys/class/net")).contains("eth0");
            assertThat(answer(vm, "cat /sys/class/virtio-ports/*/name"))
                    .contains("org.qemu.functional.guest.0");
            assertThat(answer(vm, "cat /etc/motd; /opt/hello")).contains("welcome", "perl 42");
            assertThat(answer(vm, "perl -MSocket -MPOSIX -e 'print 6 * 7'")).isEqualTo("42");
            vm.kill();
        }
    }

    @Test
    void runsProgramsOfPackagesRatherThanBusyboxsCommands() {
        GuestArchitecture architecture = GuestArchitecture.X86_64;
        QemuBinary binary = qemu(architecture);
        BuiltImage image =
                GuestImage.linux(architecture.target()).withPackage("iproute2", "openvpn").build();
        try (QemuMachine vm = QemuMachine.create(binary, QemuMachine.DEFAULT, folder)) {
            launch(vm, image);
            for (String command : List.of("ip -V", "env ip -V", "timeout 5 ip -V", "/sbin/ip -V")) {
                assertThat(answer(vm, command)).startsWith("ip utility, iproute2");
            }
            assertThat(answer(vm, "openvpn --version | head -1")).startsWith("OpenVPN 2.");
            assertThat(answer(vm, "which ls; ls -d /etc")).contains("bin/ls", "/etc");
            vm.kill();
        }
    }

    private static void launch(QemuMachine vm, BuiltImage image) {
        GuestArchitecture architecture = image.architecture();
        vm.setMachine(architecture.machine());
        vm.setConsole();
        architecture.cpu().ifPresent(cpu -> vm.addArgs("-cpu", cpu));
        vm.addArgs("-m", "256M", "-nic", "user,model=e1000", "-append", image.commandLine());
        vm.addArgs("-kernel", image.kernel(), "-initrd", image.initrd());
        vm.addArgs("-device", "virtio-serial-pci");
        vm.addArgs("-device", "virtserialport,name=org.qemu.functional.guest.0");
        vm.launch();
        await(vm, "guest: ready");
        await(vm, "# ");
    }

    private QemuBinary qemu(GuestArchitecture architecture) {
        try {
            return QemuBinary.locate(
                    Map.copyOf(System.getenv()), folder, Optional.of(architecture.target()));
        } catch (IllegalArgumentException e) {
            return abort(e.getMessage());
        }
    }

    private static String await(QemuMachine vm, String text) {
        return ConsoleExpectation.on(vm).success(text).failure("Kernel panic").await(LONG).text();
    }

    /** Type a command whose echo, unlike its output, does not contain the mark. */
    private static String answer(QemuMachine vm, String command) {
        vm.console().type("echo [m''ark]$(" + command + ")[m''ark]");
        String found =
                ConsoleExpectation.on(vm)
                        .successRegex("(?s)\\[mark](.*?)\\[mark]")
                        .failure("Kernel panic")
                        .await(LONG)
                        .group(1);
        return found.strip();
    }
}
