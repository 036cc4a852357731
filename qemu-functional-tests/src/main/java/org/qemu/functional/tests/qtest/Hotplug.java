package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qmp.QmpCommandException;
import org.qemu.functional.qtest.QTest;

/** What tests of hot-plugging say to the monitor and expect of it. */
public record Hotplug(QTest qtest) {
    /** The device that is added; a test device has no state of its own. */
    static final String DRIVER = "pci-testdev";

    private static final String DELETED = "DEVICE_DELETED";

    /** Add a test device. */
    public void add(String id, String bus, String address) {
        qtest.cmd("device_add", "driver", DRIVER, "id", id, "bus", bus, "addr", address);
    }

    /** Add a tablet to a USB controller. */
    public void addTablet(String id, String bus, int port) {
        qtest.cmd(
                "device_add",
                "driver",
                "usb-tablet",
                "id",
                id,
                "bus",
                bus,
                "port",
                Integer.toString(port));
    }

    /** Expect that adding a test device is refused in such words. */
    public void expectNotAdded(String words, String id, String bus, String address) {
        expectRefused(words, () -> add(id, bus, address));
    }

    /** Ask for a device's removal. */
    public void delete(String id) {
        qtest.cmd("device_del", "id", id);
    }

    /** Wait until a device is gone. */
    public void awaitDeleted(String id) {
        assertEquals(id, qtest.eventWait(DELETED).path("data").path("device").asText());
    }

    /** Make sure that nothing was removed until now. */
    public void expectNothingDeleted() {
        // A reply comes behind all events that were on their way.
        qtest.cmd("query-status");
        assertFalse(
                qtest.vm().events().stream()
                        .anyMatch(event -> event.path("event").asText().equals(DELETED)),
                "the device went without the guest having let go of it");
    }

    /** Expect the monitor to refuse something in such words. */
    public static void expectRefused(String words, Runnable command) {
        QmpCommandException refused = assertThrows(QmpCommandException.class, command::run);
        assertTrue(
                refused.description().contains(words),
                () -> "'%s' in: %s".formatted(words, refused.description()));
    }
}
