package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Older network cards behind each host bridge: their presence and their addresses. */
class PciNicTest {
    private static final String WHERE = ",addr=05.0,mac=52:54:00:ab:cd:ef";
    private static final String MAC = "525400abcdef";
    private static final int ETHERNET = 0x020000;

    /**
     * The register of e1000 that reads a word of the EEPROM: the number begins at bit 8, and bit 4
     * means completion.
     */
    private static final int E1000_EERD = 0x14;

    private static final int E1000_DONE = 0x10;
    private static final int E1000_RAL = 0x5400;
    private static final int E1000_RAH = 0x5404;

    private static PciDevice enabled(PciBus bus, int vendor, int id) {
        PciDevice card = bus.get(vendor, id);
        assertEquals(PciAddress.of("05.0"), card.address());
        assertEquals(ETHERNET, card.classCode());
        card.enable();
        return card;
    }

    /** Return the address in the first six bytes of a region. */
    private static String mac(Region region) {
        byte[] mac = new byte[6];
        for (int i = 0; i < mac.length; i++) {
            mac[i] = (byte) region.readb(i);
        }
        return HexFormat.of().formatHex(mac);
    }

    @QosTest(arguments = "-device e1000" + WHERE)
    void e1000HasItsAddressInRegistersAndEeprom(PciBus bus) {
        Bar bar = enabled(bus, 0x8086, 0x100e).map(0);
        assertEquals(128 << 10, bar.size());
        bar.registerl("RAL", E1000_RAL).expect(0xab005452L);
        bar.registerl("RAH", E1000_RAH).expect(0x8000efcdL);
        int[] words = {0x5452, 0xab00, 0xefcd};
        for (int i = 0; i < words.length; i++) {
            Register eerd = bar.registerl("EERD of word %d".formatted(i), E1000_EERD);
            eerd.write(i << 8 | 1);
            assertEquals(words[i], eerd.await(E1000_DONE, E1000_DONE) >>> 16);
        }
    }

    @QosTest(arguments = "-device rtl8139" + WHERE)
    void rtl8139HasItsAddressInPortsAndMemory(PciBus bus) {
        PciDevice card = enabled(bus, 0x10ec, 0x8139);
        assertEquals(256, card.map(0).size());
        assertEquals(MAC, mac(card.map(0)));
        assertEquals(MAC, mac(card.map(1)));
    }

    @QosTest(arguments = "-device rtl8139" + WHERE)
    void rtl8139TakesItsAddressBackWhenItIsReset(PciBus bus) {
        PciDevice card = enabled(bus, 0x10ec, 0x8139);
        Bar ports = card.map(0);
        // The address is writable while the configuration is unlocked (9346CR).
        ports.registerb("9346CR", 0x50).write(0xc0);
        ports.registerl("IDR0", 0).writeAndExpect(0x11111111);
        Register command = ports.registerb("command", 0x37);
        command.write(0x10);
        command.await(0x10, 0);
        assertEquals(MAC, mac(ports));
    }

    @QosTest(arguments = "-device pcnet" + WHERE)
    void pcnetHasItsAddressInItsProm(PciBus bus) {
        PciDevice card = enabled(bus, 0x1022, 0x2000);
        assertEquals(32, card.map(0).size());
        assertEquals(MAC, mac(card.map(0)));
    }

    @QosTest(arguments = "-device ne2k_pci" + WHERE)
    void ne2000HasItsAddressInItsProm(PciBus bus) {
        Bar ports = enabled(bus, 0x10ec, 0x8029).map(0);
        // Reads of the data port return twelve bytes from address 0, with each address byte twice.
        ports.writeb(0x08, 0);
        ports.writeb(0x09, 0);
        ports.writeb(0x0a, 12);
        ports.writeb(0x0b, 0);
        ports.writeb(0x00, 0x0a);
        byte[] mac = new byte[6];
        for (int i = 0; i < mac.length; i++) {
            mac[i] = (byte) ports.readb(0x10);
            assertEquals(mac[i], (byte) ports.readb(0x10));
        }
        assertEquals(MAC, HexFormat.of().formatHex(mac));
    }
}
