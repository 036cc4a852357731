package org.qemu.functional.tests.qtest.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.tests.qtest.Hotplug;

/** USB 1 controllers: UHCI (Intel's UHCI Design Guide 1.1) and OHCI (OpenHCI 1.0a, chapter 7). */
class UsbTest {
    private static final PciAddress SLOT = PciAddress.of("05.0");
    private static final String UHCI = "-device piix3-usb-uhci,id=hc,addr=05.0";
    private static final String OHCI = "-device pci-ohci,id=hc,addr=05.0";
    private static final String TABLET = " -device usb-tablet,bus=hc.0,port=1";

    private static final int UHCI_RESET = 2;
    private static final int UHCI_CONNECTED = 0x01;
    private static final int UHCI_CHANGED = 0x02;
    private static final int UHCI_ENABLED = 0x04;
    private static final int UHCI_LOW_SPEED = 0x100;

    /** A bit of a port that is always 1. */
    private static final int UHCI_ONE = 0x80;

    private static final int OHCI_RESET = 1;
    private static final int OHCI_SUSPENDED = 0xc0;
    private static final int OHCI_CONNECTED = 0x01;
    private static final int OHCI_LOW_SPEED = 0x200;
    private static final int OHCI_CHANGED = 0x10000;
    private static final int OHCI_POWER = 0x100;

    private static Bar map(PciBus bus, int index) {
        PciDevice controller = bus.get(SLOT);
        controller.enable();
        return controller.map(index);
    }

    private static Register uhciPort(Bar bar, int port) {
        return bar.registerw("port %d".formatted(port), 0x0e + 2 * port);
    }

    private static Register ohciPort(Bar bar, int port) {
        return bar.registerl("HcRhPortStatus[%d]".formatted(port), 0x50 + 4 * port);
    }

    @QosTest(arguments = UHCI)
    void uhciIdentifiesItself(PciBus bus) {
        PciDevice controller = bus.get(0x8086, 0x7020);
        assertEquals(SLOT, controller.address());
        assertEquals(0x0c0300, controller.classCode());
        controller.config().registerb("release of USB", 0x60).expect(0x10);
        assertEquals(32, map(bus, 4).size());
    }

    @QosTest(arguments = UHCI)
    void uhciBeginsHalted(PciBus bus) {
        expectUhciDefaults(map(bus, 4));
    }

    private static void expectUhciDefaults(Bar bar) {
        bar.registerw("USBCMD", 0).expect(0);
        bar.registerw("USBSTS", 2).expect(0x20);
        bar.registerw("USBINTR", 4).expect(0);
        bar.registerl("FLBASEADD", 8).expect(0);
        bar.registerb("SOFMOD", 0x0c).expect(64);
        uhciPort(bar, 1).expect(UHCI_ONE);
        uhciPort(bar, 2).expect(UHCI_ONE);
    }

    @QosTest(arguments = UHCI)
    void uhciResets(PciBus bus) {
        Bar bar = map(bus, 4);
        bar.registerw("USBINTR", 4).writeAndExpect(0x0f);
        bar.registerl("FLBASEADD", 8).writeAndExpect(0x123000);
        bar.registerw("USBCMD", 0).write(UHCI_RESET);
        expectUhciDefaults(bar);
    }

    @QosTest(arguments = UHCI + TABLET)
    void uhciPortShowsADevice(PciBus bus) {
        Bar bar = map(bus, 4);
        Register port = uhciPort(bar, 1);
        port.expect(UHCI_ONE | UHCI_CONNECTED | UHCI_CHANGED);
        uhciPort(bar, 2).expect(UHCI_CONNECTED | UHCI_CHANGED, 0);
        // Writing 1 acknowledges the change, and the port can be enabled.
        port.write(UHCI_CHANGED | UHCI_ENABLED);
        port.expect(UHCI_ONE | UHCI_CONNECTED | UHCI_ENABLED);
    }

    @QosTest(arguments = UHCI)
    void uhciPortShowsWhatComesAndGoes(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Bar bar = map(bus, 4);
        Register port = uhciPort(bar, 2);
        hotplug.addTablet("tablet", "hc.0", 2);
        port.expect(UHCI_ONE | UHCI_CONNECTED | UHCI_CHANGED);
        port.write(UHCI_CHANGED | UHCI_ENABLED);
        hotplug.delete("tablet");
        hotplug.awaitDeleted("tablet");
        port.expect(UHCI_CONNECTED | UHCI_CHANGED | UHCI_ENABLED, UHCI_CHANGED);
        uhciPort(bar, 1).expect(UHCI_ONE);
    }

    @QosTest(arguments = UHCI)
    void uhciTakesAsManyDevicesAsItHasPorts(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        hotplug.addTablet("tablet", "hc.0", 1);
        Hotplug.expectRefused("port 1", () -> hotplug.addTablet("other", "hc.0", 1));
        Hotplug.expectRefused("port 3", () -> hotplug.addTablet("other", "hc.0", 3));
        uhciPort(map(bus, 4), 1).expect(UHCI_LOW_SPEED | UHCI_CONNECTED, UHCI_CONNECTED);
    }

    @QosTest(arguments = OHCI)
    void ohciIdentifiesItself(PciBus bus) {
        PciDevice controller = bus.get(0x106b, 0x003f);
        assertEquals(SLOT, controller.address());
        assertEquals(0x0c0310, controller.classCode());
        map(bus, 0).registerl("HcRevision", 0).expect(0x10);
    }

    @QosTest(arguments = OHCI)
    void ohciBeginsInReset(PciBus bus) {
        Bar bar = map(bus, 0);
        bar.registerl("HcControl", 4).expect(0);
        bar.registerl("HcInterruptStatus", 0x0c).expect(0);
        bar.registerl("HcFmInterval", 0x34).expect(0x27782edf);
        bar.registerl("HcLSThreshold", 0x44).expect(0x628);
        // There are three ports, whose power is always on.
        bar.registerl("HcRhDescriptorA", 0x48).expect(0x203);
        for (int port = 1; port <= 3; port++) {
            ohciPort(bar, port).expect(OHCI_POWER);
        }
    }

    @QosTest(arguments = OHCI + ",num-ports=6")
    void ohciHasAsManyPortsAsItIsTold(PciBus bus) {
        Bar bar = map(bus, 0);
        bar.registerl("HcRhDescriptorA", 0x48).expect(0xff, 6);
        ohciPort(bar, 6).expect(OHCI_POWER);
    }

    @QosTest(arguments = OHCI)
    void ohciResetsIntoSuspend(PciBus bus) {
        Bar bar = map(bus, 0);
        bar.registerl("HcHCCA", 0x18).writeAndExpect(0x123400);
        Register command = bar.registerl("HcCommandStatus", 8);
        command.write(OHCI_RESET);
        command.await(OHCI_RESET, 0);
        bar.registerl("HcControl", 4).expect(OHCI_SUSPENDED);
        bar.registerl("HcHCCA", 0x18).expect(0);
    }

    @QosTest(arguments = OHCI + TABLET)
    void ohciPortShowsADevice(PciBus bus) {
        Bar bar = map(bus, 0);
        Register port = ohciPort(bar, 1);
        port.expect(
                OHCI_POWER | OHCI_CONNECTED | OHCI_CHANGED | OHCI_LOW_SPEED,
                OHCI_POWER | OHCI_CONNECTED | OHCI_CHANGED);
        port.write(OHCI_CHANGED);
        port.expect(OHCI_CONNECTED | OHCI_CHANGED, OHCI_CONNECTED);
        ohciPort(bar, 2).expect(OHCI_POWER);
    }

    @QosTest(arguments = OHCI)
    void ohciPortShowsWhatComesAndGoes(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Bar bar = map(bus, 0);
        Register port = ohciPort(bar, 3);
        hotplug.addTablet("tablet", "hc.0", 3);
        port.expect(OHCI_CONNECTED | OHCI_CHANGED, OHCI_CONNECTED | OHCI_CHANGED);
        port.write(OHCI_CHANGED);
        hotplug.delete("tablet");
        hotplug.awaitDeleted("tablet");
        port.expect(OHCI_CONNECTED | OHCI_CHANGED, OHCI_CHANGED);
    }
}
