package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that images for the machine {@code virt} boot. */
@Resources(cores = 2, memory = "2448M")
class RmeVirtTest extends QemuSystemTest {
    static final Asset RME_STACK_VIRT =
            Asset.of(
                    "https://github.com/p-b-o/qemu-linux-stack/releases/download/build/rme_release-2701e89.tar.xz",
                    "8c40af440f5bd1518f7add7d0a43b39289865ee48430979db8024cb897a74790");

    @Test
    void bootsRmeVirt() {
        setMachine("virt");
        requireAccelerator("tcg");
        requireNetdev("user");
        vm().setConsole();
        Path rmeStackVirt = RME_STACK_VIRT.fetch();
        archiveExtract(rmeStackVirt, "tar", null, null);
        vm().addArgs(
                        "-cpu",
                        "max,x-rme=on",
                        "-smp",
                        "1",
                        "-m",
                        "2G",
                        "-M",
                        "virt,acpi=off,virtualization=on,secure=on,gic-version=3",
                        "-bios",
                        scratchFile(".") + "/out/flash.bin",
                        "-kernel",
                        scratchFile(".") + "/out/Image");
        vm().addArgs(
                        "-drive",
                        "format=raw,file=" + scratchFile(".") + "/out/host.ext4,if=virtio",
                        "-virtfs",
                        "local,path="
                                + scratchFile(".")
                                + "/,mount_tag=host,security_model=mapped,readonly=off",
                        "-append",
                        "nokaslr root=/dev/vda rw init=/init -- /host/out/lkvm run --realm -m 256m --restricted_mem --kernel /host/out/Image --disk /host/out/guest.ext4 --params \"root=/dev/vda rw init=/init\"");
        vm().launch();

        waitForConsolePattern("root@guest", "Kernel panic");
    }
}
