package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that a running Linux detects added and removed devices, processors and memory. */
class LinuxHotplugTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    /** Vendor and device ID of a virtio entropy source in the format of lspci. */
    private static final String VIRTIO_RNG = "1af4:1044";

    @BeforeEach
    void boot() {
        setMachine("q35");
        vm().addArgs(
                        "-smp",
                        "1,sockets=2,maxcpus=2",
                        "-device",
                        "pcie-root-port,id=root0,chassis=1");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().launch();
        awaitShell(vm());
    }

    @Test
    void seesAPciDeviceComeAndGo() {
        assertFalse(run(vm(), "lspci -n").contains(VIRTIO_RNG));

        vm().monitor().deviceAdd("virtio-rng-pci", "rng", "bus", "root0");
        waitForConsolePattern("1af4:1044] type 00", null, vm());
        assertTrue(run(vm(), "lspci -n").contains(VIRTIO_RNG));

        vm().monitor().deviceDel("rng");
        assertFalse(run(vm(), "lspci -n").contains(VIRTIO_RNG));
    }

    @Test
    void seesAProcessorCome() {
        assertTrue(run(vm(), "cat /sys/devices/system/cpu/present").contains("\n0\r"));
        vm().monitor()
                .deviceAdd(
                        "qemu64-x86_64-cpu",
                        "cpu1",
                        "socket-id",
                        1,
                        "die-id",
                        0,
                        "core-id",
                        0,
                        "thread-id",
                        0);
        waitForConsolePattern("CPU1 has been hot-added");
        assertTrue(run(vm(), "cat /sys/devices/system/cpu/present").contains("0-1"));
        run(vm(), "echo 1 > /sys/devices/system/cpu/cpu1/online");
        assertTrue(run(vm(), "cat /sys/devices/system/cpu/online").contains("0-1"));
    }
}
