package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.pci.PciConfig.HEADER_BRIDGE;
import static org.qemu.functional.qtest.qos.pci.PciConfig.PRIMARY_BUS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.SECONDARY_BUS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.SUBORDINATE_BUS;

import java.util.List;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Bridges to further buses, and the devices behind them. */
class PciBridgeTest {
    private static final String BRIDGE =
            "-device pci-bridge,id=bridge,chassis_nr=1,addr=06.0"
                    + " -device pci-testdev,bus=bridge,addr=02.0";
    private static final String ROOT_PORT =
            "-device pcie-root-port,id=root1,chassis=1,addr=06.0"
                    + " -device pci-testdev,bus=root1,addr=00.0";
    private static final PciAddress SLOT = PciAddress.of("06.0");

    private static final int REDHAT = 0x1b36;
    private static final int TESTDEV = 0x0005;

    /** The memory window, 16 bits each, in units of 1 MiB (PCI-to-PCI Bridge, 3.2.5.8). */
    private static final int MEMORY_BASE = 0x20;

    private static final int MEMORY_LIMIT = 0x22;

    /** The register of pci-testdev that selects a test, and the register with its name. */
    private static final int SELECT = 0;

    private static final int NAME = 16;

    @QosTest(arguments = BRIDGE)
    void findsWhatIsBehindANumberedBridge(PciBus bus) {
        assertEquals(HEADER_BRIDGE, bus.get(SLOT).headerType());
        assertEquals(0x060400, bus.get(SLOT).classCode());
        assertTrue(
                bus.find(REDHAT, TESTDEV).isEmpty(), "the device is visible without a bus number");
        bus.numberBuses();
        assertEquals(PciAddress.of("01:02.0"), bus.get(REDHAT, TESTDEV).address());
    }

    @QosTest(arguments = ROOT_PORT, only = "/(q35|virt)/")
    void findsWhatIsBehindARootPort(PciBus bus) {
        assertTrue(
                bus.find(REDHAT, TESTDEV).isEmpty(), "the device is visible without a bus number");
        bus.numberBuses();
        assertEquals(PciAddress.of("01:00.0"), bus.get(REDHAT, TESTDEV).address());
    }

    @QosTest(
            arguments =
                    "-device pci-bridge,id=outer,chassis_nr=1,addr=06.0"
                            + " -device pci-bridge,id=inner,bus=outer,chassis_nr=2,addr=03.0"
                            + " -device pci-testdev,bus=inner,addr=04.0"
                            + " -device pci-bridge,id=last,chassis_nr=3,addr=07.0"
                            + " -device pci-testdev,bus=last,addr=05.0")
    void numbersBusesDeepestFirst(PciBus bus) {
        bus.numberBuses();
        expectNumbers(bus.get(SLOT), 0, 1, 2);
        expectNumbers(bus.get(PciAddress.of("01:03.0")), 1, 2, 2);
        expectNumbers(bus.get(PciAddress.of("07.0")), 0, 3, 3);
        assertEquals(
                List.of(PciAddress.of("02:04.0"), PciAddress.of("03:05.0")),
                bus.devices().stream()
                        .filter(device -> device.deviceId() == TESTDEV)
                        .map(PciDevice::address)
                        .toList());
    }

    private static void expectNumbers(PciDevice bridge, int primary, int secondary, int last) {
        Region config = bridge.config();
        config.registerb("primary bus of " + bridge, PRIMARY_BUS).expect(primary);
        config.registerb("secondary bus of " + bridge, SECONDARY_BUS).expect(secondary);
        config.registerb("subordinate bus of " + bridge, SUBORDINATE_BUS).expect(last);
    }

    @QosTest(arguments = BRIDGE)
    void numbersBusesAgainTheSameWay(PciBus bus) {
        bus.numberBuses();
        bus.numberBuses();
        expectNumbers(bus.get(SLOT), 0, 1, 1);
        assertEquals(PciAddress.of("01:02.0"), bus.get(REDHAT, TESTDEV).address());
    }

    @QosTest(arguments = BRIDGE)
    void forwardsTheMemoryOfItsWindow(PciBus bus) {
        bus.numberBuses();
        PciDevice bridge = bus.get(SLOT);
        PciDevice device = bus.get(REDHAT, TESTDEV);
        bridge.enable();
        device.enable();
        Bar bar = device.map(0);
        long unit = bar.address() >>> 16 & 0xfff0;

        // The window ends before it begins.
        bridge.config().registerw("memory base", MEMORY_BASE).write(unit + 0x10);
        bridge.config().registerw("memory limit", MEMORY_LIMIT).write(unit);
        bar.writeb(SELECT, 0);
        assertNotEquals(
                'm', bar.readb(NAME), "the bridge forwards an access that it must not forward");

        bridge.config().registerw("memory base", MEMORY_BASE).writeAndExpect(unit);
        bridge.config().registerw("memory limit", MEMORY_LIMIT).expect(unit);
        bar.writeb(SELECT, 0);
        bar.registerb("name", NAME).expect('m');
    }
}
