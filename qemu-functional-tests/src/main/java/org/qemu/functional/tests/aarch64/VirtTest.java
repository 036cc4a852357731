package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that the netboot package of Debian 12's installer boots on 64-bit virt. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARM64.netboot();

    static final Asset ALPINE_ISO =
            Asset.of(
                    "https://dl-cdn.alpinelinux.org/alpine/v3.17/releases/aarch64/alpine-standard-3.17.2-aarch64.iso",
                    "5a36304ecf039292082d92b48152a9ec21009d3a62f459de623e19c4bd9dc027");

    static final Asset KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=3zGlbmXh8pXFewt",
                    "12a54d4805cda6ab647cb7c7bbdb16fafb3df400e0d6f16445c1a0436100ef8d");

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a57"); // the default CPU has 32 bits
        bootsToUserSpace(DebianInstaller.ARM64, "Machine model: linux,dummy-virt");
    }

    @Test
    void bootsAlpineVirtTcgGicMax() {
        Path image = ALPINE_ISO.fetch();
        setMachine("virt");
        requireAccelerator("tcg");
        vm().setConsole();
        vm().addArgs(
                        "-accel",
                        "tcg",
                        "-cpu",
                        "max,pauth-impdef=on",
                        "-machine",
                        "virt,acpi=on,virtualization=on,mte=on,gic-version=max,iommu=smmuv3",
                        "-smp",
                        "2",
                        "-m",
                        "1024",
                        "-bios",
                        firmwareFile("edk2-aarch64-code.fd"));
        vm().addArgs(
                        "-drive",
                        "file=" + image + ",media=cdrom,format=raw",
                        "-device",
                        "virtio-rng-pci,rng=rng0",
                        "-object",
                        "rng-random,id=rng0,filename=/dev/urandom");
        vm().launch();

        waitForConsolePattern("Welcome to Alpine Linux 3.17", "Kernel panic - not syncing");
    }

    @Test
    void bootsVirtGicv3() {
        bootWithGic("virt,gic_version=3");
    }

    @Test
    void bootsVirtGicv2() {
        bootWithGic("virt,gic-version=2");
    }

    private void bootWithGic(String machine) {
        setMachine("virt");
        requireAccelerator("tcg");
        vm().setConsole();
        vm().addArgs("-cpu", "max", "-machine", machine, "-accel", "tcg");
        vm().addArgs("-kernel", KERNEL.fetch());
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0");
        // An entropy source causes interrupts, and a disk takes what it provides.
        vm().addArgs("-device", "virtio-rng-pci,rng=rng0");
        vm().addArgs("-object", "rng-random,id=rng0,filename=/dev/urandom");
        Path disk = qemuImg().create("qcow2", scratchFile("scratch.qcow2"), "8M");
        vm().addArgs(
                        "-blockdev",
                        "driver=qcow2,file.driver=file,file.filename=%s,node-name=scratch"
                                .formatted(disk));
        vm().addArgs("-device", "virtio-blk-device,drive=scratch");
        vm().launch();

        waitForConsolePattern("login:");
        for (String command :
                List.of(
                        "root",
                        "cat /proc/interrupts",
                        "cat /proc/self/maps",
                        "uname -a",
                        "dd if=/dev/hwrng of=/dev/vda bs=512 count=4",
                        "md5sum /dev/vda")) {
            execCommandAndWaitForPattern(command, "#");
        }
        execCommandAndWaitForPattern("halt -n", "reboot: System halted");
    }
}
