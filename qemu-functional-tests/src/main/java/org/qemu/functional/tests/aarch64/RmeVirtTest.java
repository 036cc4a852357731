package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code virt} boot. */
class RmeVirtTest extends QemuSystemTest {
    static final Asset RME_STACK_VIRT =
            Asset.of(
                    "https://github.com/pbo-linaro/qemu-linux-stack/releases/download/build/rme_release-56bc99e.tar.xz",
                    "0e3dc6b8a4b828dbae09c951a40dcb710eded084b32432b50c69cf4173ffa4be");

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
                        "2",
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
