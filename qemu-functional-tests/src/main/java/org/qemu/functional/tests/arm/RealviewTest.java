package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code realview-eb-mpcore} boot. */
class RealviewTest extends LinuxKernelTest {
    static final Asset REALVIEW_MPCORE =
            Asset.of(
                    "https://archive.openwrt.org/chaos_calmer/15.05.1/realview/generic/openwrt-15.05.1-realview-vmlinux-initramfs.elf",
                    "d3a01037f33e7512d46d50975588d5c3a0e0cbf25f37afab44775c2a2be523e6");

    @Test
    void bootsRealviewEpMpcore() {
        requireNetdev("user");
        setMachine("realview-eb-mpcore");
        Path kernel = REALVIEW_MPCORE.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "console=ttyAMA0 mem=128M quiet");
        vm().launch();

        waitForConsolePattern("Please press Enter to activate");
        execCommandAndWaitForPattern("", ":/#");
        execCommandAndWaitForPattern("dmesg", "console=ttyAMA0 mem=128M quiet");
        waitForConsolePattern(":/#");
        execCommandAndWaitForPattern(
                "while ! dmesg | grep \"br-lan: port 1(eth0) entered\" ; do sleep 1 ; done",
                "entered forwarding state");
        waitForConsolePattern(":/#");
        execCommandAndWaitForPattern(
                "while ! ifconfig | grep \"10.0.2.15\" ; do sleep 1 ; done", "addr:10.0.2.15");
        waitForConsolePattern(":/#");
        execCommandAndWaitForPattern("ping -c 1 10.0.2.2", "1 packets received, 0% packet loss");
    }
}
