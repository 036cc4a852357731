package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that a running Linux on virt detects added and removed PCI devices. */
class LinuxHotplugTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARM64.netboot();

    /** Vendor and device ID of a virtio entropy source in the format of lspci. */
    private static final String VIRTIO_RNG = "1af4:1044";

    @Test
    void seesAPciDeviceComeAndGo() {
        setMachine("virt");
        setCpu("cortex-a57");
        vm().addArgs("-device", "pcie-root-port,id=root0,chassis=1");
        useShell(vm(), DebianInstaller.ARM64, "");
        vm().launch();
        awaitShell(vm());

        vm().monitor().deviceAdd("virtio-rng-pci", "rng", "bus", "root0");
        waitForConsolePattern("1af4:1044] type 00", null, vm());
        assertTrue(run(vm(), "lspci -n").contains(VIRTIO_RNG));
        vm().monitor().deviceDel("rng");
        assertFalse(run(vm(), "lspci -n").contains(VIRTIO_RNG));
    }
}
