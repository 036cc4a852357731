package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.tests.qtest.Hotplug;

/**
 * Adding and removing devices behind a root port by its slot registers (PCI Express Base
 * Specification 5.0, 6.7 and 7.5.3).
 */
class PcieHotplugTest {
    private static final String EXPRESS = "/(q35|virt)/";

    /** A root port; Q35 would use ACPI, and on virt the option has no effect. */
    private static final String PORT =
            "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"
                    + " -device pcie-root-port,id=root1,chassis=1,addr=03.0";

    private static final PciAddress BEHIND = PciAddress.of("01:00.0");
    private static final int TESTDEV = 0x0005;

    private static final int CAPABLE = 0x40;

    private static final int BUTTON = 0x01;
    private static final int CHANGED = 0x08;
    private static final int PRESENT = 0x40;

    private static final int INDICATOR = 0x300;
    private static final int INDICATOR_ON = 0x100;
    private static final int INDICATOR_BLINKS = 0x200;
    private static final int POWER_OFF = 0x400;

    /** The registers of the slot. */
    private record Slot(Register capabilities, Register control, Register status) {
        static Slot of(PciBus bus) {
            bus.numberBuses();
            var port = bus.get(PciAddress.of("03.0"));
            int express = port.capability(PciConfig.CAPABILITY_EXPRESS).orElseThrow();
            return new Slot(
                    port.config().registerl("slot capabilities", express + 0x14),
                    port.config().registerw("slot control", express + 0x18),
                    port.config().registerw("slot status", express + 0x1a));
        }

        void powerOn() {
            control.write(INDICATOR_ON);
        }

        void powerOff() {
            control.write(INDICATOR | POWER_OFF);
        }

        /** Acknowledge events by writing ones. */
        void acknowledge() {
            status.write(status.read());
        }
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void beginsEmptyAndWithoutPower(PciBus bus) {
        Slot slot = Slot.of(bus);
        slot.capabilities().expect(CAPABLE, CAPABLE);
        slot.control().expect(INDICATOR | POWER_OFF, INDICATOR | POWER_OFF);
        slot.status().expect(PRESENT | CHANGED | BUTTON, 0);
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void announcesAnAddedDevice(PciBus bus, QTest qtest) {
        Slot slot = Slot.of(bus);
        new Hotplug(qtest).add("dev", "root1", "00.0");
        slot.status().expect(PRESENT | CHANGED | BUTTON, PRESENT | CHANGED | BUTTON);
        slot.acknowledge();
        slot.status().expect(PRESENT | CHANGED | BUTTON, PRESENT);
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void showsAnAddedDeviceThatHasPower(PciBus bus, QTest qtest) {
        Slot slot = Slot.of(bus);
        new Hotplug(qtest).add("dev", "root1", "00.0");
        assertTrue(bus.find(BEHIND).isEmpty(), "the device is visible without power");
        slot.powerOn();
        assertEquals(TESTDEV, bus.get(BEHIND).deviceId());
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void removesADeviceWhenTheGuestSwitchesItsPowerOff(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Slot slot = Slot.of(bus);
        hotplug.add("dev", "root1", "00.0");
        slot.powerOn();
        slot.acknowledge();

        hotplug.delete("dev");
        slot.status().expect(PRESENT | CHANGED | BUTTON, PRESENT | BUTTON);
        hotplug.expectNothingDeleted();
        assertEquals(TESTDEV, bus.get(BEHIND).deviceId());
        slot.acknowledge();
        slot.control().write(INDICATOR_BLINKS);
        hotplug.expectNothingDeleted();

        slot.powerOff();
        hotplug.awaitDeleted("dev");
        slot.status().expect(PRESENT | CHANGED | BUTTON, CHANGED);
        assertTrue(bus.find(BEHIND).isEmpty());
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void removesADeviceWithoutPowerAtOnce(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Slot slot = Slot.of(bus);
        hotplug.add("dev", "root1", "00.0");
        hotplug.delete("dev");
        hotplug.awaitDeleted("dev");
        slot.status().expect(PRESENT, 0);
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void refusesToRemoveADeviceTwice(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Slot slot = Slot.of(bus);
        hotplug.add("dev", "root1", "00.0");
        slot.powerOn();
        hotplug.delete("dev");
        Hotplug.expectRefused("already in the process of unplug", () -> hotplug.delete("dev"));
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void refusesToRemoveADeviceWhileTheGuestIsBusyWithIt(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Slot slot = Slot.of(bus);
        hotplug.add("dev", "root1", "00.0");
        slot.control().write(INDICATOR_BLINKS);
        Hotplug.expectRefused("guest is busy", () -> hotplug.delete("dev"));
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void refusesASecondDeviceOfAnIdOrInTheSlot(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        hotplug.add("dev", "root1", "00.0");
        hotplug.expectNotAdded("Duplicate", "dev", "root1", "00.0");
        hotplug.expectNotAdded("in use by pci-testdev,id=dev", "other", "root1", "00.0");
        hotplug.expectNotAdded("slot 0 function 0 already occupied", "other", "root1", "01.0");
    }

    @QosTest(
            arguments = "-device pcie-root-port,id=root1,chassis=1,addr=03.0,hotplug=off",
            only = EXPRESS)
    void refusesADeviceWhereThePortIsNotCapable(PciBus bus, QTest qtest) {
        Slot.of(bus).capabilities().expect(CAPABLE, 0);
        new Hotplug(qtest).expectNotAdded("'root1'", "dev", "root1", "00.0");
    }

    @QosTest(arguments = PORT, only = EXPRESS)
    void freesTheIdAndTheSlotEachOfManyTimes(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Slot slot = Slot.of(bus);
        for (int i = 0; i < 10; i++) {
            hotplug.add("dev", "root1", "00.0");
            slot.powerOn();
            slot.acknowledge();
            assertEquals(TESTDEV, bus.get(BEHIND).deviceId());
            hotplug.delete("dev");
            slot.acknowledge();
            slot.powerOff();
            hotplug.awaitDeleted("dev");
            assertTrue(bus.find(BEHIND).isEmpty());
        }
    }
}
