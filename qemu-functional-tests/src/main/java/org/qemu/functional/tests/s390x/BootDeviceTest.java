package org.qemu.functional.tests.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that s390-ccw from QEMU's data files reports why it cannot boot, and stops the CPU. */
class BootDeviceTest extends QemuSystemTest {
    @Test
    void stopsWithoutABootDevice() {
        setMachine("s390-ccw-virtio");
        vm().setConsole();
        vm().addArgs("-nodefaults", "-no-shutdown"); // QEMU would exit at the panic below
        // QEMU does not report events before its monitor is ready, and this firmware is as fast.
        vm().addArgs("-S");
        vm().launch();
        vm().cmd("cont");

        waitForConsolePattern("LOADPARM=[        ]");
        waitForConsolePattern("Could not find a suitable boot device (none specified)");
        JsonNode panic = vm().eventWait("GUEST_PANICKED");
        assertEquals("disabled-wait", panic.at("/data/info/reason").asText(), panic::toString);
    }
}
