package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qmp.QmpCommandException;
import org.qemu.functional.qtest.QTest;

/** Sends hot-plug commands to the monitor and checks the results. */
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

    /** Expect that adding a test device is refused with a message that contains the given words. */
    public void expectNotAdded(String words, String id, String bus, String address) {
        expectRefused(words, () -> add(id, bus, address));
    }

    /** Request the removal of a device. */
    public void delete(String id) {
        qtest.cmd("device_del", "id", id);
    }

    /** Wait until a device is removed. */
    public void awaitDeleted(String id) {
        assertEquals(id, qtest.eventWait(DELETED).path("data").path("device").asText());
    }

    /** Check that no device was removed so far. */
    public void expectNothingDeleted() {
        // A reply arrives after all pending events.
        qtest.cmd("query-status");
        assertFalse(
                qtest.vm().events().stream()
                        .anyMatch(event -> event.path("event").asText().equals(DELETED)),
                "the device was removed before the guest ejected it");
    }

    /** Expect that the monitor refuses a command with a message that contains the given words. */
    public static void expectRefused(String words, Runnable command) {
        QmpCommandException refused = assertThrows(QmpCommandException.class, command::run);
        assertTrue(
                refused.description().contains(words),
                () -> "'%s' in: %s".formatted(words, refused.description()));
    }
}
