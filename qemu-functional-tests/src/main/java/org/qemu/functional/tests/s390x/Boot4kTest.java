package org.qemu.functional.tests.s390x;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/**
 * Proves that s390-ccw boots each of the kernels on a disk with sectors of 4 KiB, as DASDs have,
 * and shows its menu.
 */
class Boot4kTest extends QemuSystemTest {
    static final Asset DISK =
            Asset.of(
                    "https://github.com/huth/qemu-paddock/raw/refs/heads/main/s390x/f32-4k-bootmenu.raw.xz",
                    "f4e2c91b4ec50a4756e8816b7a7c8ca01cc0d929f7a711cfd8124640c304ea41");

    private static final String FEDORA_33 = "Linux version 5.8.15-301.fc33.s390x";
    private static final String FEDORA_32 = "Linux version 5.6.6-300.fc32.s390x";
    private static final String SECTORS = "physical_block_size=4096,logical_block_size=4096";

    @Test
    void bootsTheDefault() {
        boot("-device", "virtio-blk-ccw,drive=d1");
        await(FEDORA_33, "Trying to unpack rootfs image as initramfs");
    }

    @Test
    void bootsTheEntryOfTheMachinesLoadparm() {
        boot("-device", "virtio-blk-ccw,drive=d1", "-machine", "loadparm=2");
        await(FEDORA_32);
    }

    @Test
    void bootsTheEntryOfTheDevicesLoadparm() {
        boot("-device", "virtio-blk-ccw,drive=d1,bootindex=1,loadparm=3");
        await(FEDORA_32);
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/work_items/3350")
    void bootsTheEntryOfAPciDevicesLoadparm() {
        requireDevice("virtio-blk-pci");
        boot("-device", "virtio-blk-pci,drive=d1,bootindex=1,loadparm=2");
        await(FEDORA_32);
    }

    @Test
    void bootsTheDefaultFromScsi() {
        boot("-device", "virtio-scsi", "-device", "scsi-hd,drive=d1," + SECTORS);
        await(FEDORA_33);
    }

    @Test
    void bootsTheEntryOfAScsiDisksLoadparm() {
        boot(
                "-device",
                "virtio-scsi",
                "-device",
                "scsi-hd,drive=d1,bootindex=1,loadparm=3," + SECTORS);
        await(FEDORA_32);
    }

    @Test
    void showsTheMenu() {
        boot("-device", "virtio-blk-ccw,drive=d1,bootindex=1", "-boot", "menu=on");
        await(
                "1. Fedora (5.8.15-301.fc33.s390x) 33",
                "2. Fedora (5.6.6-300.fc32.s390x) 32",
                "3. Fedora (0-rescue-b7218f0092704c5a9",
                "Please choose:");
    }

    @Test
    void bootsTheDefaultOfTheMenuAfterItsTime() {
        boot("-device", "virtio-blk-ccw,drive=d1,bootindex=1", "-boot", "menu=on,splash-time=1");
        await(
                "s390-ccw zIPL Boot Menu",
                "0. default (Fedora (5.8.15-301.fc33.s390x)",
                "(default will boot in 0 seconds)",
                FEDORA_33);
    }

    private void boot(Object... args) {
        setMachine("s390-ccw-virtio");
        Path disk = uncompress(DISK, "xz");
        vm().setConsole();
        vm().addArgs("-nographic", "-no-shutdown");
        vm().addArgs("-blockdev", "driver=file,filename=" + disk + ",node-name=d1");
        vm().addArgs(args);
        vm().launch();
    }

    private void await(String... patterns) {
        for (String pattern : patterns) {
            waitForConsolePattern(pattern, "panic");
        }
    }
}
