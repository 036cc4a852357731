package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qmp.QmpCommandException;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.tests.qtest.Hotplug;

/** Adding and removing devices on i440FX's bus by ACPI (docs/specs/acpi_pci_hotplug.rst). */
@QTestMachine("-machine pc -nodefaults")
class PciHotplugTest {
    private static final String BUS = "pci.0";
    private static final int SLOT = 6;
    private static final PciAddress ADDRESS = new PciAddress(0, SLOT, 0);
    private static final int TESTDEV = 0x0005;

    private static final int EJECT = 0xae08;

    /** A bit of the status of the first general-purpose events: PCI hot-plug (hw/acpi/piix4.c). */
    private static final int GPE_PCI = 2;

    private QTest qtest;
    private Hotplug hotplug;
    private PciBus bus;
    private Register up;
    private Register down;
    private Register events;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        hotplug = new Hotplug(machine);
        bus = MachineType.I440FX.open(machine).pci();
        up = machine.ports().registerl("slots that were filled", 0xae00);
        down = machine.ports().registerl("slots to be emptied", 0xae04);
        events = machine.ports().registerb("GPE status", 0xafe0);
    }

    @Test
    void showsAnAddedDevice() {
        assertTrue(bus.find(ADDRESS).isEmpty());
        hotplug.add("dev", BUS, "06.0");
        assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());
    }

    @Test
    void announcesAnAddedDevice() {
        up.expect(0);
        events.expect(GPE_PCI, 0);
        hotplug.add("dev", BUS, "06.0");
        events.expect(GPE_PCI, GPE_PCI);
        up.expect(1 << SLOT);
        // Reading the register clears it.
        up.expect(0);
        down.expect(0);
    }

    @Test
    void removesADeviceWhenTheGuestEjectsIt() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.delete("dev");
        hotplug.expectNothingDeleted();
        down.expect(1 << SLOT);
        assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());

        qtest.outl(EJECT, 1 << SLOT);
        hotplug.awaitDeleted("dev");
        assertTrue(bus.find(ADDRESS).isEmpty());
        down.expect(0);
    }

    @Test
    @QTestMachine("-machine pc -nodefaults -device pci-testdev,id=dev,addr=06.0")
    void removesADeviceThatWasThereFromTheBegin(QTest machine) {
        hotplug.delete("dev");
        machine.outl(EJECT, 1 << SLOT);
        hotplug.awaitDeleted("dev");
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    void removesADeviceWhenTheMachineIsReset() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.delete("dev");
        hotplug.expectNothingDeleted();
        qtest.systemReset();
        hotplug.awaitDeleted("dev");
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    void ejectsTheSlotThatIsToldAndNoOther() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.add("other", BUS, "07.0");
        hotplug.delete("dev");
        hotplug.delete("other");
        down.expect(1 << SLOT | 1 << 7);
        qtest.outl(EJECT, 1 << 7);
        hotplug.awaitDeleted("other");
        hotplug.expectNothingDeleted();
        down.expect(1 << SLOT);
        assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());
    }

    @Test
    void tellsWhichSlotsCanBeEmptied() {
        Register removable = qtest.ports().registerl("slots that can be emptied", 0xae0c);
        // The slots of the host bridge and of the PIIX, which are part of the board, cannot be
        // emptied.
        removable.expect(0xffffffffL & ~3L);
    }

    @Test
    void refusesASecondDeviceOfAnId() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.expectNotAdded("Duplicate", "dev", BUS, "07.0");
        assertTrue(bus.find(PciAddress.of("07.0")).isEmpty());
    }

    @Test
    void refusesAnOccupiedSlot() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.expectNotAdded(
                "slot 6 function 0 not available for pci-testdev, in use by pci-testdev,id=dev",
                "other",
                BUS,
                "06.0");
    }

    @Test
    void refusesToRemoveWhatThereIsNot() {
        QmpCommandException refused =
                assertThrows(QmpCommandException.class, () -> hotplug.delete("dev"));
        assertEquals("DeviceNotFound", refused.errorClass());
    }

    @Test
    void refusesToAddWhatThereIsNot() {
        Hotplug.expectRefused(
                "'pci-nothing'",
                () -> qtest.cmd("device_add", "driver", "pci-nothing", "id", "dev"));
    }

    @Test
    void freesTheIdAndTheSlotEachOfManyTimes() {
        for (int i = 0; i < 10; i++) {
            hotplug.add("dev", BUS, "06.0");
            up.expect(1 << SLOT);
            assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());
            hotplug.delete("dev");
            qtest.outl(EJECT, 1 << SLOT);
            hotplug.awaitDeleted("dev");
            assertTrue(bus.find(ADDRESS).isEmpty());
        }
    }
}
