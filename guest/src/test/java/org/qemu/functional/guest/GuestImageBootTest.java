package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Boots an image by hand in a real QEMU; {@link ArchitecturesTest} boots one of each. */
class GuestImageBootTest {
    @TempDir Path folder;

    @Test
    void bootsAndRunsProgramsOfPackagesRatherThanBusyboxsCommands() {
        GuestArchitecture architecture = GuestArchitecture.X86_64;
        QemuBinary binary = qemu(architecture);
        BuiltImage image =
                GuestImage.linux(architecture.target()).withPackage("iproute2", "openvpn").build();
        try (QemuMachine vm = QemuMachine.create(binary, QemuMachine.DEFAULT, folder)) {
            vm.setMachine(architecture.machine());
            vm.setConsole();
            vm.addArgs("-m", "256M", "-append", image.commandLine());
            vm.addArgs("-kernel", image.kernel(), "-initrd", image.initrd());
            vm.launch();
            ConsolePrompt prompt = new ConsolePrompt(vm);
            prompt.awaitPrompt();
            for (String command : List.of("ip -V", "env ip -V", "timeout 5 ip -V", "/sbin/ip -V")) {
                assertThat(prompt.answer(command)).startsWith("ip utility, iproute2");
            }
            assertThat(prompt.answer("openvpn --version | head -1")).startsWith("OpenVPN 2.");
            assertThat(prompt.answer("which ls; ls -d /etc")).contains("bin/ls", "/etc");
            vm.kill();
        }
    }

    private QemuBinary qemu(GuestArchitecture architecture) {
        try {
            return QemuBinary.locate(System.getenv(), folder, Optional.of(architecture.target()));
        } catch (IllegalArgumentException e) {
            return abort(e.getMessage());
        }
    }
}
