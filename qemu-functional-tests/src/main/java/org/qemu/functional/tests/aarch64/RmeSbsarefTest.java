package org.qemu.functional.tests.aarch64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that a host on the machine {@code sbsa-ref} runs a guest in a realm of its own. */
@Resources(memory = "2448M")
class RmeSbsarefTest extends QemuSystemTest {
    static final Asset RME_STACK_SBSA =
            Asset.of(
                    "https://github.com/p-b-o/qemu-linux-stack/releases/download/build/rme_sbsa_release-74b7fab.tar.xz",
                    "82a754bacea04e709cb1cf2759d1d12d09fabd612e014961eb32368723c7920a");

    /** The EFI shell's script: the host's init starts the guest. */
    private static final String STARTUP =
            "fs0:Image nokaslr root=/dev/vda rw init=/init --"
                    + " /host/out/lkvm run --realm -m 256m --restricted_mem"
                    + " --kernel /host/out/Image --disk /host/out/guest.ext4"
                    + " --params \"root=/dev/vda rw init=/init\"";

    @Test
    void bootsRmeSbsaref() throws IOException {
        setMachine("sbsa-ref");
        requireAccelerator("tcg");
        requireNetdev("user");
        Path stack = archiveExtract(RME_STACK_SBSA);
        Path out = stack.resolve("out");
        Path efi = Files.createDirectories(out.resolve("EFI"));
        Files.copy(out.resolve("Image"), efi.resolve("Image"));
        Files.writeString(efi.resolve("startup.nsh"), STARTUP);
        vm().setConsole();
        vm().addArgs("-cpu", "max,x-rme=on", "-smp", "1", "-m", "2G");
        for (String flash : new String[] {"SBSA_FLASH0.fd", "SBSA_FLASH1.fd"}) {
            vm().addArgs("-drive", "file=%s,format=raw,if=pflash".formatted(out.resolve(flash)));
        }
        vm().addArgs("-drive", "file=fat:rw:%s,format=raw".formatted(efi));
        vm().addArgs("-drive", "format=raw,file=%s,if=virtio".formatted(out.resolve("host.ext4")));
        vm().addArgs(
                        "-virtfs",
                        "local,path=%s/,mount_tag=host,security_model=mapped,readonly=off"
                                .formatted(stack));
        vm().launch();
        waitForConsolePattern("root@guest", "Kernel panic");
    }
}
