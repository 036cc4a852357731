package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.pci.PciConfig.BAR_0;
import static org.qemu.functional.qtest.qos.pci.PciConfig.COMMAND;
import static org.qemu.functional.qtest.qos.pci.PciConfig.INTERRUPT_LINE;
import static org.qemu.functional.qtest.qos.pci.PciConfig.VENDOR_ID;

import java.util.List;
import java.util.Map;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.qtest.qos.pci.PciDevice.Capability;

/** Finding functions on a bus, and configuration space, through each host bridge. */
class PciTest {
    private static final String TEST_DEVICE = "-device pci-testdev,addr=05.0";
    private static final PciAddress SLOT = PciAddress.of("05.0");

    /** The IDs of Red Hat and of QEMU's test device (docs/specs/pci-ids.rst of QEMU's source). */
    private static final int REDHAT = 0x1b36;

    private static final int TESTDEV = 0x0005;

    private static final int BRIDGE_CLASS = 0x060000;

    /** Vendor and device ID; sPAPR has no visible host bridge. */
    private static final Map<String, List<Integer>> HOST_BRIDGES =
            Map.of(
                    "i440fx", List.of(0x8086, 0x1237),
                    "q35", List.of(0x8086, 0x29c0),
                    "virt", List.of(REDHAT, 0x0008));

    @QosTest(only = "/(pc|q35|virt)/")
    void walkBeginsWithTheHostBridge(PciBus bus, QTest qtest) {
        PciDevice first = bus.devices().get(0);
        String machine = qtest.cmd("qom-get", "path", "/machine", "property", "type").asText();
        List<Integer> expected =
                HOST_BRIDGES.entrySet().stream()
                        .filter(known -> machine.contains(known.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow();
        assertEquals(PciAddress.of("00.0"), first.address());
        first.config().registerw("vendor", VENDOR_ID).expect(expected.get(0));
        first.config().registerw("device", PciConfig.DEVICE_ID).expect(expected.get(1));
        assertEquals(BRIDGE_CLASS, first.classCode());
    }

    @QosTest(arguments = TEST_DEVICE)
    void walkMeetsAnAddedDeviceOnce(PciBus bus) {
        List<PciAddress> met =
                bus.devices().stream()
                        .filter(device -> device.vendorId() == REDHAT)
                        .filter(device -> device.deviceId() == TESTDEV)
                        .map(PciDevice::address)
                        .toList();
        assertEquals(List.of(SLOT), met);
    }

    @QosTest(arguments = "-device pci-testdev,addr=5,multifunction=on -device pci-testdev,addr=5.3")
    void walkMeetsTheFunctionsOfADevice(PciBus bus) {
        List<PciAddress> met =
                bus.devices().stream()
                        .map(PciDevice::address)
                        .filter(address -> address.device() == SLOT.device())
                        .toList();
        assertEquals(List.of(SLOT, PciAddress.of("05.3")), met);
    }

    @QosTest(arguments = TEST_DEVICE)
    void findsADeviceByItsAddress(PciBus bus) {
        PciDevice found = bus.get(SLOT);
        assertEquals(REDHAT, found.vendorId());
        assertEquals(TESTDEV, found.deviceId());
        assertEquals(0x00ff00, found.classCode());
        assertEquals(0, found.headerType());
    }

    @QosTest(arguments = TEST_DEVICE)
    void findsADeviceByItsId(PciBus bus) {
        assertEquals(SLOT, bus.get(REDHAT, TESTDEV).address());
    }

    @QosTest(arguments = TEST_DEVICE)
    void tellsWhichFunctionsThereAreInsteadOfAnUnknownOne(PciBus bus) {
        assertTrue(bus.find(0x1234, 0xbeef).isEmpty());
        assertTrue(bus.find(PciAddress.of("05.1")).isEmpty());
        AssertionError byId = assertThrows(AssertionError.class, () -> bus.get(0x1234, 0xbeef));
        AssertionError byAddress =
                assertThrows(AssertionError.class, () -> bus.get(PciAddress.of("1e.7")));
        assertContains(byId, "no PCI function has ID 1234:beef");
        assertContains(byId, "00:05.0 (1b36:0005)");
        assertContains(byAddress, "no PCI function is at 00:1e.7");
        assertContains(byAddress, "00:05.0 (1b36:0005)");
    }

    private static void assertContains(Throwable thrown, String part) {
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains(part), () -> "'%s' in: %s".formatted(part, message));
    }

    @QosTest(arguments = TEST_DEVICE)
    void enablesADevice(PciBus bus) {
        PciDevice device = bus.get(SLOT);
        device.config().registerw("command", COMMAND).expect(0);
        device.enable();
        device.config().registerw("command", COMMAND).expect(7);
    }

    @QosTest(arguments = TEST_DEVICE)
    void readsConfigurationInEveryWidth(PciBus bus) {
        Region config = bus.get(SLOT).config();
        config.writel(BAR_0, 0x12345678);
        // The BAR has 4 KiB, so its lower 12 bits remain 0.
        config.registerl("BAR 0", BAR_0).expect(0x12345000);
        config.registerw("BAR 0, lower half", BAR_0).expect(0x5000);
        config.registerw("BAR 0, upper half", BAR_0 + 2).expect(0x1234);
        config.registerb("BAR 0, byte 0", BAR_0).expect(0x00);
        config.registerb("BAR 0, byte 1", BAR_0 + 1).expect(0x50);
        config.registerb("BAR 0, byte 2", BAR_0 + 2).expect(0x34);
        config.registerb("BAR 0, byte 3", BAR_0 + 3).expect(0x12);
    }

    @QosTest(arguments = TEST_DEVICE)
    void writesConfigurationInEveryWidth(PciBus bus) {
        Region config = bus.get(SLOT).config();
        config.writel(BAR_0, 0xfedcba98L);
        config.writew(BAR_0 + 2, 0x4321);
        config.registerl("BAR 0", BAR_0).expect(0x4321b000L);
        config.writeb(BAR_0 + 1, 0x70);
        config.registerl("BAR 0", BAR_0).expect(0x43217000L);
        config.writeb(BAR_0 + 3, 0xab);
        config.registerl("BAR 0", BAR_0).expect(0xab217000L);
        config.registerb("interrupt line", INTERRUPT_LINE).writeAndExpect(0xa5);
        // The adjacent register is read-only because the device has no interrupt.
        config.writew(INTERRUPT_LINE, 0xffff);
        config.registerw("interrupt line and pin", INTERRUPT_LINE).expect(0x00ff);
    }

    @QosTest(arguments = TEST_DEVICE)
    void keepsTheIdsWhatsoeverIsWritten(PciBus bus) {
        Region config = bus.get(SLOT).config();
        config.writel(VENDOR_ID, 0);
        config.writew(PciConfig.SUBSYSTEM_ID, 0);
        config.registerl("vendor and device", VENDOR_ID).expect(TESTDEV << 16 | REDHAT);
        // QEMU's own IDs, for all devices without IDs.
        config.registerl("subsystem", PciConfig.SUBSYSTEM_VENDOR_ID).expect(0x11001af4);
    }

    @QosTest(arguments = TEST_DEVICE)
    void refusesConfigurationBeyondItsEnd(PciBus bus) {
        Region config = bus.get(SLOT).config();
        int size = bus.configSize();
        config.readl(size - 4);
        for (long offset : new long[] {-1, size - 2, size}) {
            assertContains(
                    assertThrows(IllegalArgumentException.class, () -> config.readl(offset)),
                    "cannot access 4 at 0x%x".formatted(offset));
        }
        assertContains(
                assertThrows(IllegalArgumentException.class, () -> config.readq(0)),
                "cannot access 8 at 0x0");
    }

    @QosTest(arguments = "-device e1000e,addr=05.0")
    void listsCapabilities(PciBus bus) {
        // The order in hw/net/e1000e.c: power management, MSI, Express, MSI-X; the last is the
        // first in the list.
        assertEquals(
                List.of(
                        new Capability(0x01, 0xc8),
                        new Capability(0x05, 0xd0),
                        new Capability(PciConfig.CAPABILITY_EXPRESS, 0xe0),
                        new Capability(PciConfig.CAPABILITY_MSIX, 0xa0)),
                bus.get(SLOT).capabilities());
        assertEquals(0xe0, bus.get(SLOT).capability(PciConfig.CAPABILITY_EXPRESS).orElseThrow());
    }

    @QosTest(arguments = TEST_DEVICE)
    void listsNoCapabilitiesOfADeviceWithoutThem(PciBus bus) {
        assertEquals(List.of(), bus.get(SLOT).capabilities());
        assertTrue(bus.get(SLOT).capability(PciConfig.CAPABILITY_MSIX).isEmpty());
    }
}
