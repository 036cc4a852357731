package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.Rtas;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.tests.qtest.Hotplug;

/**
 * Adding and removing devices on sPAPR's bus, by its dynamic reconfiguration (LoPAR chapter 13;
 * {@code hw/ppc/spapr_drc.c}).
 */
@QTestMachine("-machine pseries -nodefaults -m 512M")
class SpaprHotplugTest {
    private static final String BUS = "pci.0";
    private static final PciAddress ADDRESS = PciAddress.of("06.0");
    private static final int TESTDEV = 0x0005;

    /** The connector: 4 for PCI, then bridge 0 and the slot's number (spapr_drc.h, spapr_pci.c). */
    private static final int CONNECTOR = 4 << 28 | 6 << 3;

    private static final int ISOLATION = 9001;
    private static final int SENSE = 9003;
    private static final int ISOLATED = 0;
    private static final int UNISOLATED = 1;
    private static final int EMPTY = 0;
    private static final int PRESENT = 1;
    private static final int NO_SUCH_INDICATOR = -3;

    private QTest qtest;
    private QosMachine spapr;
    private Hotplug hotplug;
    private PciBus bus;
    private Rtas rtas;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        spapr = MachineType.PSERIES.open(machine);
        hotplug = new Hotplug(machine);
        bus = spapr.pci();
        rtas = new Rtas(machine, spapr.memory());
    }

    private int sense() {
        int[] returned = rtas.call("get-sensor-state", 2, SENSE, CONNECTOR);
        assertEquals(0, returned[0], "status of get-sensor-state");
        return returned[1];
    }

    private int setIsolation(int state) {
        return rtas.call("set-indicator", 1, ISOLATION, CONNECTOR, state)[0];
    }

    /** Configure the device as a guest does, by reading its device tree node part by part. */
    private void configure() {
        assertEquals(0, setIsolation(UNISOLATED), "status of set-indicator");
        long area = spapr.memory().alloc(4096);
        qtest.memset(area, 4096, 0);
        qtest.writel(area, CONNECTOR);
        int status;
        do {
            status = rtas.call("ibm,configure-connector", 1, (int) area, (int) (area >>> 32))[0];
            assertTrue(status >= 0, "status %d of configure-connector".formatted(status));
        } while (status != 0);
        spapr.memory().free(area);
    }

    @Test
    void showsAnAddedDevice() {
        assertEquals(EMPTY, sense());
        assertTrue(bus.find(ADDRESS).isEmpty());
        hotplug.add("dev", BUS, "06.0");
        assertEquals(PRESENT, sense());
        assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());
    }

    @Test
    void removesADeviceThatNobodyUsesAtOnce() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.delete("dev");
        hotplug.awaitDeleted("dev");
        assertEquals(EMPTY, sense());
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    void removesADeviceWhenTheGuestIsolatesIt() {
        hotplug.add("dev", BUS, "06.0");
        configure();
        hotplug.delete("dev");
        hotplug.expectNothingDeleted();
        assertEquals(PRESENT, sense());
        assertEquals(0, setIsolation(ISOLATED));
        hotplug.awaitDeleted("dev");
        assertEquals(EMPTY, sense());
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    @QTestMachine("-machine pseries -nodefaults -m 512M -device pci-testdev,id=dev,addr=06.0")
    void removesADeviceThatWasThereFromTheBegin(QTest machine) {
        assertEquals(PRESENT, sense());
        hotplug.delete("dev");
        hotplug.expectNothingDeleted();
        assertEquals(0, setIsolation(ISOLATED));
        hotplug.awaitDeleted("dev");
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    @QTestMachine("-machine pseries -nodefaults -m 512M -device pci-testdev,id=dev,addr=06.0")
    void removesADeviceWhenTheMachineIsReset(QTest machine) {
        hotplug.delete("dev");
        hotplug.expectNothingDeleted();
        machine.systemReset();
        hotplug.awaitDeleted("dev");
        assertTrue(bus.find(ADDRESS).isEmpty());
    }

    @Test
    void hasNoIndicatorsForAnEmptySlot() {
        assertEquals(NO_SUCH_INDICATOR, setIsolation(UNISOLATED));
    }

    @Test
    void refusesASecondDeviceOfAnIdOrInTheSlot() {
        hotplug.add("dev", BUS, "06.0");
        hotplug.expectNotAdded("Duplicate", "dev", BUS, "07.0");
        hotplug.expectNotAdded("slot 6 already occupied by pci-testdev", "other", BUS, "06.0");
    }

    @Test
    void freesTheIdAndTheSlotEachOfManyTimes() {
        for (int i = 0; i < 10; i++) {
            hotplug.add("dev", BUS, "06.0");
            configure();
            assertEquals(TESTDEV, bus.get(ADDRESS).deviceId());
            hotplug.delete("dev");
            assertEquals(0, setIsolation(ISOLATED));
            hotplug.awaitDeleted("dev");
            assertTrue(bus.find(ADDRESS).isEmpty());
        }
    }
}
