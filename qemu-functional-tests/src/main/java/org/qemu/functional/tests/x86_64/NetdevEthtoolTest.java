package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that network cards pass their drivers' own test, which ethtool starts. */
class NetdevEthtoolTest extends QemuSystemTest {
    static final Asset BZIMAGE =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=QD37GYYAJhGOgVe",
                    "ed62ee06ea620b1035747f3f66a5e9fc5d3096b29f75562ada888b04cd1c4baf");
    static final Asset ROOTFS =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=YAqnr0W8fruDh3f",
                    "8f0207e3c4d40832ae73c1a927e42ca30ccb1e71f047acb6ddb161ba422934e6");

    private static final String PLAIN =
            "printk.time=0 console=ttyS0 root=/dev/sr0 rootfstype=squashfs  init=/usr/sbin/ethtool -- -t eth1 offline";

    @Test
    void bootsIgb() {
        boot("igb", PLAIN);
    }

    @Test
    void bootsIgbNomsi() {
        boot(
                "igb",
                "printk.time=0 console=ttyS0 root=/dev/sr0 rootfstype=squashfs pci=nomsi init=/usr/sbin/ethtool -- -t eth1 offline");
    }

    @Test
    @Disabled("QEMU's card lacks a part of the register 0x00178")
    void bootsE1000() {
        boot("e1000", PLAIN);
    }

    @Test
    @Disabled("QEMU's card lacks a part of the register 0x00178")
    void bootsI82550() {
        boot("i82550", PLAIN);
    }

    private void boot(String card, String commandLine) {
        setMachine("q35");
        Path kernel = BZIMAGE.fetch();
        Path image = ROOTFS.fetch();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        commandLine,
                        "-drive",
                        "file=" + image + ",if=ide,index=0,media=cdrom",
                        "-device",
                        card);
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("The test result is PASS", "The test result is FAIL");
        vm().kill();
    }
}
