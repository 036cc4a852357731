package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.pci.ExtendedCapability.ACCESS_CONTROL;
import static org.qemu.functional.qtest.qos.pci.ExtendedCapability.ERROR_REPORTING;
import static org.qemu.functional.qtest.qos.pci.ExtendedCapability.SERIAL_NUMBER;

import java.util.List;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.ExtendedCapability;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.qtest.qos.pci.PortConfig;

/** Memory-mapped configuration space of q35 and virt, beyond the part that ports can access. */
class PciExpressTest {
    private static final String EXPRESS = "/(q35|virt)/";
    private static final String CARD = "-device e1000e,addr=05.0,mac=52:54:00:ab:cd:ef";
    private static final String TEST_DEVICE = "-device pci-testdev,addr=05.0";
    private static final PciAddress SLOT = PciAddress.of("05.0");

    /** Advanced error reporting: the register that selects fatal errors (7.8.4.4), 32 bits. */
    private static final int SEVERITY = 0x0c;

    /** Data link protocol error, poisoned TLP. */
    private static final long SOME_ERRORS = 1 << 4 | 1 << 12;

    @QosTest(only = EXPRESS)
    void reaches4096BytesOfEachFunction(PciBus bus) {
        assertEquals(4096, bus.configSize());
    }

    @QosTest(only = "/(pc|pseries)/")
    void reaches256BytesOfEachFunctionByPortsAndCalls(PciBus bus) {
        assertEquals(256, bus.configSize());
    }

    @QosTest(arguments = CARD, only = EXPRESS)
    void listsExtendedCapabilities(PciBus bus) {
        // hw/net/e1000e.c
        assertEquals(
                List.of(
                        new ExtendedCapability(ERROR_REPORTING, 2, 0x100),
                        new ExtendedCapability(SERIAL_NUMBER, 1, 0x140)),
                ExtendedCapability.of(bus.get(SLOT)));
    }

    @QosTest(arguments = CARD, only = EXPRESS)
    void readsASerialNumberMadeOfTheAddressOfTheCard(PciBus bus) {
        PciDevice device = bus.get(SLOT);
        int at = ExtendedCapability.of(device, SERIAL_NUMBER).orElseThrow().offset();
        // An EUI-64 of 52:54:00:ab:cd:ef: its halves are separated by ff:ff.
        device.config().registerl("serial number, lower half", at + 4).expect(0xffabcdefL);
        device.config().registerl("serial number, upper half", at + 8).expect(0x525400ffL);
    }

    @QosTest(arguments = CARD, only = EXPRESS)
    void writesBeyondTheFirst256Bytes(PciBus bus) {
        PciDevice device = bus.get(SLOT);
        int errors = ExtendedCapability.of(device, ERROR_REPORTING).orElseThrow().offset();
        Region config = device.config();
        config.registerl("fatal errors", errors + SEVERITY).writeAndExpect(SOME_ERRORS);
        config.registerw("fatal errors, lower half", errors + SEVERITY).expect(SOME_ERRORS);
        config.registerb("fatal errors, byte 1", errors + SEVERITY + 1).writeAndExpect(0);
        config.registerl("fatal errors", errors + SEVERITY).expect(1 << 4);
        // The header, which would be the vendor's if addresses wrapped around, remains unchanged.
        config.registerw("vendor", PciConfig.VENDOR_ID).expect(0x8086);
    }

    @QosTest(arguments = "-device pcie-root-port,id=root1,chassis=1,addr=05.0", only = EXPRESS)
    void listsExtendedCapabilitiesOfARootPort(PciBus bus) {
        PciDevice port = bus.get(SLOT);
        List<Integer> ids =
                ExtendedCapability.of(port).stream().map(ExtendedCapability::id).toList();
        assertEquals(List.of(ERROR_REPORTING, ACCESS_CONTROL), ids);
        int express = port.capability(PciConfig.CAPABILITY_EXPRESS).orElseThrow();
        // Version 2 of a root port with a slot (7.5.3.2).
        port.config().registerw("Express capabilities", express + 2).expect(0x01ff, 0x0142);
    }

    @QosTest(arguments = TEST_DEVICE, only = EXPRESS)
    void readsOnesBeyondTheFirst256BytesOfAConventionalDevice(PciBus bus) {
        PciDevice device = bus.get(SLOT);
        device.config().registerl("after the first 256 bytes", 0x100).expect(0xffffffffL);
        device.config().registerb("last of 4096 bytes", 0xfff).expect(0xff);
        assertEquals(List.of(), ExtendedCapability.of(device));
        assertTrue(ExtendedCapability.of(device, ERROR_REPORTING).isEmpty());
    }

    @QosTest(arguments = TEST_DEVICE, only = "/q35/")
    void readsByPortsWhatItReadsByMemory(PciBus bus, QTest qtest) {
        PciBus byPorts = PciBus.pc(qtest, new PortConfig(qtest));
        List<PciDevice> devices = bus.devices();
        assertEquals(
                devices.stream().map(PciDevice::address).toList(),
                byPorts.devices().stream().map(PciDevice::address).toList());
        for (PciDevice device : devices) {
            Region same = byPorts.get(device.address()).config();
            for (int offset = 0; offset < byPorts.configSize(); offset += 4) {
                same.registerl("word 0x%02x".formatted(offset), offset)
                        .expect(device.config().readl(offset));
            }
        }
    }

    @QosTest(arguments = TEST_DEVICE, only = "/q35/")
    void writesByPortsWhatItReadsByMemoryAndBack(PciBus bus, QTest qtest) {
        Region byMemory = bus.get(SLOT).config();
        Region byPorts = PciBus.pc(qtest, new PortConfig(qtest)).get(SLOT).config();
        byPorts.writeb(PciConfig.INTERRUPT_LINE, 0x5a);
        byMemory.registerb("interrupt line", PciConfig.INTERRUPT_LINE).expect(0x5a);
        byMemory.writew(PciConfig.BAR_0 + 2, 0xfee0);
        byPorts.registerl("BAR 0", PciConfig.BAR_0).expect(0xfee00000L);
    }
}
