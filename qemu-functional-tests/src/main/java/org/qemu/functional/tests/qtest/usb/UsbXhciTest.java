package org.qemu.functional.tests.qtest.usb;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.tests.qtest.Hotplug;

/** USB 3 controllers (xHCI 1.2, chapter 5). */
class UsbXhciTest {
    private static final PciAddress SLOT = PciAddress.of("05.0");
    private static final String XHCI = "-device qemu-xhci,id=hc,addr=05.0";

    /** Machines on which a command reaches memory without an IOMMU; sPAPR has one. */
    private static final String DIRECT = "/(pc|q35|virt)/";

    private static final int LENGTH = 0x40;
    private static final int RUN = 1;
    private static final int RESET = 2;
    private static final int HALTED = 1;

    private static final int CONNECTED = 0x01;
    private static final int ENABLED = 0x02;
    private static final int PORT_RESET = 0x10;
    private static final int LINK_STATE = 0x1e0;
    private static final int POLLING = 7 << 5;
    private static final int POWER = 0x200;
    private static final int SPEED = 0x3c00;
    private static final int HIGH_SPEED = 3 << 10;
    private static final int CHANGED = 1 << 17;
    private static final int RESET_CHANGED = 1 << 21;

    /** The size of a block to or from the controller: address, status, type with the cycle bit. */
    private static final int TRB = 16;

    private static final int NO_OP = 23;
    private static final int COMMAND_COMPLETION = 33;
    private static final int SUCCESS = 1;

    private static Bar map(PciBus bus) {
        PciDevice controller = bus.get(SLOT);
        controller.enable();
        return controller.map(0);
    }

    private static Register operational(Bar bar, String name, int offset) {
        return bar.registerl(name, LENGTH + offset);
    }

    /**
     * Return a port; the capability of a USB version contains the number of the first port of that
     * version (7.2).
     */
    private static Register port(Bar bar, int version, int port) {
        int capability = (int) (bar.readl(0x10) >>> 16) * 4;
        long header = bar.readl(capability);
        while (header >>> 24 != version) {
            int next = (int) ((header >>> 8) & 0xff) * 4;
            if (next == 0) {
                throw new AssertionError("xHCI has no ports of USB %d".formatted(version));
            }
            capability += next;
            header = bar.readl(capability);
        }
        int first = (int) bar.readl(capability + 8) & 0xff;
        return operational(bar, "PORTSC", 0x400 + (first + port - 2) * 0x10);
    }

    @QosTest(arguments = XHCI)
    void identifiesItself(PciBus bus) {
        PciDevice controller = bus.get(0x1b36, 0x000d);
        assertEquals(SLOT, controller.address());
        assertEquals(0x0c0330, controller.classCode());
        controller.config().registerb("release of USB", 0x60).expect(0x30);
    }

    @QosTest(arguments = "-device nec-usb-xhci,addr=05.0")
    void necHasAMessageForEachInterrupter(PciBus bus) {
        PciDevice controller = bus.get(0x1033, 0x0194);
        assertEquals(SLOT, controller.address());
        // 8 ports, 16 interrupters, 64 slots.
        map(bus).registerl("HCSPARAMS1", 4).expect(0x08001040);
        assertEquals(16, controller.enableMsix().size());
    }

    @QosTest(arguments = XHCI + ",p2=5,p3=3")
    void tellsItsCapabilities(PciBus bus) {
        Bar bar = map(bus);
        // QEMU returns these 32 bits in a single access.
        bar.registerl("HCIVERSION and CAPLENGTH", 0).expect(0x0100_0000 | LENGTH);
        bar.registerl("HCSPARAMS1", 4).expect(0xff000000L, 8 << 24);
        bar.registerl("DBOFF", 0x14).expect(0x2000);
        bar.registerl("RTSOFF", 0x18).expect(0x1000);
        port(bar, 2, 5).expect(POWER, POWER);
        port(bar, 3, 3).expect(POWER, POWER);
    }

    @QosTest(arguments = XHCI)
    void beginsHalted(PciBus bus) {
        expectDefaults(map(bus));
    }

    private static void expectDefaults(Bar bar) {
        operational(bar, "USBCMD", 0).expect(0);
        operational(bar, "USBSTS", 4).expect(HALTED);
        operational(bar, "PAGESIZE", 8).expect(1);
        operational(bar, "DNCTRL", 0x14).expect(0);
        operational(bar, "CRCR", 0x18).expect(0);
        operational(bar, "DCBAAP", 0x30).expect(0);
        operational(bar, "CONFIG", 0x38).expect(0);
    }

    @QosTest(arguments = XHCI)
    void resets(PciBus bus) {
        Bar bar = map(bus);
        operational(bar, "CONFIG", 0x38).writeAndExpect(8);
        operational(bar, "DCBAAP", 0x30).writeAndExpect(0x123400);
        operational(bar, "DNCTRL", 0x14).writeAndExpect(2);
        Register command = operational(bar, "USBCMD", 0);
        command.write(RESET);
        command.await(RESET, 0);
        expectDefaults(bar);
    }

    @QosTest(arguments = XHCI)
    void runsAndHalts(PciBus bus) {
        Bar bar = map(bus);
        Register status = operational(bar, "USBSTS", 4);
        operational(bar, "USBCMD", 0).write(RUN);
        status.await(HALTED, 0);
        operational(bar, "USBCMD", 0).write(0);
        status.await(HALTED, HALTED);
    }

    @QosTest(arguments = XHCI + " -device usb-tablet,bus=hc.0,port=1")
    void portShowsADeviceAndIsEnabledByItsReset(PciBus bus) {
        Bar bar = map(bus);
        Register port = port(bar, 2, 1);
        port.expect(
                CONNECTED | ENABLED | LINK_STATE | POWER | SPEED | CHANGED,
                CONNECTED | POLLING | POWER | HIGH_SPEED | CHANGED);
        port(bar, 2, 2).expect(CONNECTED, 0);
        port(bar, 3, 1).expect(CONNECTED, 0);
        port.write(POWER | PORT_RESET);
        port.await(RESET_CHANGED, RESET_CHANGED);
        port.write(POWER | CHANGED | RESET_CHANGED);
        port.expect(
                CONNECTED | ENABLED | PORT_RESET | LINK_STATE | CHANGED | RESET_CHANGED,
                CONNECTED | ENABLED);
    }

    @QosTest(arguments = XHCI)
    void portShowsWhatComesAndGoes(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Register port = port(map(bus), 2, 4);
        hotplug.addTablet("tablet", "hc.0", 4);
        port.expect(CONNECTED | CHANGED, CONNECTED | CHANGED);
        port.write(POWER | CHANGED);
        port.expect(CONNECTED | CHANGED, CONNECTED);
        hotplug.delete("tablet");
        hotplug.awaitDeleted("tablet");
        port.expect(CONNECTED | CHANGED, CHANGED);
    }

    @QosTest(arguments = XHCI, only = DIRECT)
    void answersACommandWithAnEvent(PciBus bus, QosMachine machine) {
        Bar bar = map(bus);
        Region memory = machine.qtest().memory(LITTLE_ENDIAN);
        long commands = zeroes(machine);
        long events = zeroes(machine);
        long segments = zeroes(machine);
        // A table with one segment of 16 events.
        memory.writeq(segments, events);
        memory.writel(segments + 8, 16);
        Region interrupter = bar.at(bar.readl(0x18) + 0x20, "interrupter 0");
        interrupter.writel(8, 1);
        writeAddress(interrupter, 0x18, events);
        writeAddress(interrupter, 0x10, segments);
        writeAddress(bar, LENGTH + 0x30, zeroes(machine));
        // The controller owns a block whose cycle bit matches; the initial value is 1.
        writeAddress(bar, LENGTH + 0x18, commands | 1);
        memory.writel(commands + 12, NO_OP << 10 | 1);
        operational(bar, "USBCMD", 0).write(RUN);

        bar.registerl("doorbell", bar.readl(0x14)).write(0);
        memory.registerl("kind of event", events + 12).await(0xfc01, COMMAND_COMPLETION << 10 | 1);
        memory.registerq("command of event", events).expect(commands);
        memory.registerb("code of event", events + 11).expect(SUCCESS);
        memory.registerl("kind of the next event", events + TRB + 12).expect(0);
    }

    private static long zeroes(QosMachine machine) {
        long page = machine.memory().alloc(4096);
        machine.qtest().memset(page, 4096, 0);
        return page;
    }

    private static void writeAddress(Region region, long offset, long address) {
        region.writel(offset, address);
        region.writel(offset + 4, address >>> 32);
    }
}
