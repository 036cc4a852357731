package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuMachine;

/**
 * Proves that a machine can have one device by which a guest replaces the state in which it was
 * launched, but not two. QEMU has the device since 11.2, in builds with support for IGVM.
 */
class VmLaunchUpdateTest extends QemuSystemTest {
    @Test
    void permitsOneDevice() {
        requireDevice("vm-launch-update");
        vm().addArgs("-device", "vm-launch-update,id=fwupd1");
        vm().launch(); // the monitor responds when the devices were created
        vm().shutdown();
        assertEquals(0, vm().exitCode());
    }

    @Test
    void refusesASecondDevice() {
        requireDevice("vm-launch-update");
        QemuMachine vm = vm("two");
        vm.addArgs("-device", "vm-launch-update,id=fw1", "-device", "vm-launch-update,id=fw2");
        vm.setQmpMonitor(false);
        vm.launch();
        vm.waitForExit();
        assertEquals(1, vm.exitCode());
        assertTrue(
                vm.output().contains("at most one vm-launch-update device is permitted"),
                vm.output());
    }
}
