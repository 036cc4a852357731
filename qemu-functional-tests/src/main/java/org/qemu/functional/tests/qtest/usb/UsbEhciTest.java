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

/** USB 2 controllers (EHCI 1.0, chapter 2), alone and with UHCI companions of ICH9. */
class UsbEhciTest {
    private static final String EHCI = "-device usb-ehci,id=hc,addr=05.0";

    /** The controllers as in the chip set: each companion has two of the six ports. */
    private static final String ICH9 =
            "-device ich9-usb-ehci1,id=hc,addr=05.7,multifunction=on"
                    + " -device ich9-usb-uhci1,addr=05.0,multifunction=on,masterbus=hc.0,firstport=0"
                    + " -device ich9-usb-uhci2,addr=05.1,multifunction=on,masterbus=hc.0,firstport=2"
                    + " -device ich9-usb-uhci3,addr=05.2,multifunction=on,masterbus=hc.0,firstport=4"
                    + " -device usb-tablet,bus=hc.0,port=2";

    private static final int PORTS = 6;

    /** The length of the capability registers, which the operational registers follow. */
    private static final int LENGTH = 0x20;

    private static final int RESET = 2;

    private static final int CONNECTED = 0x01;
    private static final int CHANGED = 0x02;
    private static final int ENABLED = 0x04;
    private static final int PORT_RESET = 0x100;
    private static final int POWER = 0x1000;
    private static final int COMPANION = 0x2000;

    private static final int UHCI_CONNECTED = 0x01;

    private static Bar map(PciBus bus, String address, int index) {
        PciDevice controller = bus.get(PciAddress.of(address));
        controller.enable();
        return controller.map(index);
    }

    private static Register operational(Bar bar, String name, int offset) {
        return bar.registerl(name, LENGTH + offset);
    }

    private static Register port(Bar bar, int port) {
        return operational(bar, "PORTSC%d".formatted(port), 0x40 + 4 * port);
    }

    @QosTest(arguments = EHCI)
    void identifiesItself(PciBus bus) {
        PciDevice controller = bus.get(0x8086, 0x24cd);
        assertEquals(PciAddress.of("05.0"), controller.address());
        assertEquals(0x0c0320, controller.classCode());
        controller.config().registerb("release of USB", 0x60).expect(0x20);
        Bar bar = map(bus, "05.0", 0);
        bar.registerb("CAPLENGTH", 0).expect(LENGTH);
        bar.registerw("HCIVERSION", 2).expect(0x0100);
        bar.registerl("HCSPARAMS", 4).expect(PORTS);
    }

    @QosTest(arguments = EHCI)
    void beginsHalted(PciBus bus) {
        expectDefaults(map(bus, "05.0", 0));
    }

    private static void expectDefaults(Bar bar) {
        operational(bar, "USBCMD", 0).expect(0x80000);
        operational(bar, "USBSTS", 4).expect(0x1000);
        operational(bar, "USBINTR", 8).expect(0);
        operational(bar, "FRINDEX", 0x0c).expect(0);
        operational(bar, "CONFIGFLAG", 0x40).expect(0);
        for (int i = 1; i <= PORTS; i++) {
            port(bar, i).expect(POWER);
        }
    }

    @QosTest(arguments = EHCI)
    void resets(PciBus bus) {
        Bar bar = map(bus, "05.0", 0);
        operational(bar, "USBINTR", 8).writeAndExpect(0x3f);
        operational(bar, "CONFIGFLAG", 0x40).writeAndExpect(1);
        Register command = operational(bar, "USBCMD", 0);
        command.write(RESET);
        command.await(RESET, 0);
        expectDefaults(bar);
    }

    @QosTest(arguments = EHCI + " -device usb-tablet,bus=hc.0,port=1")
    void portShowsADeviceAndIsEnabledByItsReset(PciBus bus) {
        Bar bar = map(bus, "05.0", 0);
        Register port = port(bar, 1);
        port.expect(CONNECTED | CHANGED | ENABLED, CONNECTED | CHANGED);
        port(bar, 2).expect(CONNECTED, 0);
        port.write(POWER | PORT_RESET);
        port.expect(PORT_RESET, PORT_RESET);
        port.write(POWER);
        port.expect(PORT_RESET | CONNECTED | CHANGED | ENABLED, CONNECTED | ENABLED);
    }

    @QosTest(arguments = EHCI)
    void portShowsWhatComesAndGoes(PciBus bus, QTest qtest) {
        Hotplug hotplug = new Hotplug(qtest);
        Register port = port(map(bus, "05.0", 0), 3);
        hotplug.addTablet("tablet", "hc.0", 3);
        port.expect(CONNECTED | CHANGED, CONNECTED | CHANGED);
        port.write(POWER | CHANGED);
        port.expect(CONNECTED | CHANGED, CONNECTED);
        hotplug.delete("tablet");
        hotplug.awaitDeleted("tablet");
        port.expect(CONNECTED | CHANGED, CHANGED);
    }

    @QosTest(arguments = ICH9)
    void companionsBeginWithThePorts(PciBus bus) {
        Bar ehci = map(bus, "05.7", 0);
        assertEquals(0x293a, bus.get(PciAddress.of("05.7")).deviceId());
        // Six ports, three companions with two each.
        ehci.registerl("HCSPARAMS", 4).expect(0xff0f, 0x3206);
        for (int i = 1; i <= PORTS; i++) {
            port(ehci, i).expect(POWER | COMPANION);
        }
        expectAtCompanion(bus, 0x2934, "05.0", 0, UHCI_CONNECTED);
        expectAtCompanion(bus, 0x2935, "05.1", 0, 0);
        expectAtCompanion(bus, 0x2936, "05.2", 0, 0);
    }

    /** Expect the connection states of a companion's two ports. */
    private static void expectAtCompanion(
            PciBus bus, int id, String address, int first, int second) {
        assertEquals(id, bus.get(PciAddress.of(address)).deviceId());
        Bar uhci = map(bus, address, 4);
        uhci.registerw("first port of " + address, 0x10).expect(UHCI_CONNECTED, first);
        uhci.registerw("second port of " + address, 0x12).expect(UHCI_CONNECTED, second);
    }

    @QosTest(arguments = ICH9)
    void takesThePortsFromItsCompanions(PciBus bus) {
        Bar ehci = map(bus, "05.7", 0);
        operational(ehci, "CONFIGFLAG", 0x40).write(1);
        for (int i = 1; i <= PORTS; i++) {
            port(ehci, i).expect(POWER | COMPANION | CONNECTED, POWER | (i == 2 ? CONNECTED : 0));
        }
        expectAtCompanion(bus, 0x2934, "05.0", 0, 0);
    }

    @QosTest(arguments = ICH9)
    void givesASinglePortBackToItsCompanion(PciBus bus) {
        Bar ehci = map(bus, "05.7", 0);
        operational(ehci, "CONFIGFLAG", 0x40).write(1);
        port(ehci, 2).write(POWER | COMPANION);
        port(ehci, 2).expect(POWER | COMPANION | CONNECTED, POWER | COMPANION);
        port(ehci, 1).expect(COMPANION, 0);
        expectAtCompanion(bus, 0x2934, "05.0", 0, UHCI_CONNECTED);
    }
}
