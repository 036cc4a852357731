package org.qemu.functional.tests.qtest.pci;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** BARs behind each host bridge: their sizes, addresses and content. */
class PciBarTest {
    private static final PciAddress SLOT = PciAddress.of("05.0");

    /** BAR 0: 4 KiB of memory, BAR 1: 256 ports (hw/misc/pci-testdev.c). */
    private static final String TEST_DEVICE = "-device pci-testdev,addr=05.0";

    private static final int SELECT = 0;
    private static final int OFFSET = 4;
    private static final int COUNT = 12;
    private static final int NAME = 16;
    private static final int MATCHING_DATA = 0xfa;

    /** BAR 2: the shared memory, 64 bits wide (docs/specs/ivshmem-spec.rst). */
    private static final String SHARED_MEMORY =
            "-object memory-backend-ram,id=shared,size=1M,share=on"
                    + " -device ivshmem-plain,memdev=shared,addr=05.0";

    private static final int SHARED = 2;

    @QosTest(arguments = TEST_DEVICE)
    void mapsMemory(PciBus bus) {
        Bar bar = enabled(bus).map(0);
        assertEquals(4096, bar.size());
        assertFalse(bar.io());
        assertFalse(bar.wide());
        assertFalse(bar.prefetchable());
        bar.writeb(SELECT, 0);
        assertEquals("mmio-no-eventfd", name(bar));
    }

    @QosTest(arguments = TEST_DEVICE)
    void mapsPorts(PciBus bus) {
        Bar bar = enabled(bus).map(1);
        assertEquals(256, bar.size());
        assertTrue(bar.io());
        bar.writeb(SELECT, 0);
        assertEquals("portio-no-eventfd", name(bar));
    }

    /**
     * Return the name of the selected test; the device writes it to the BAR, without the
     * terminating 0, when the test starts.
     */
    private static String name(Region bar) {
        byte[] name = new byte[17];
        for (int i = 0; i < name.length; i++) {
            name[i] = (byte) bar.readb(NAME + i);
        }
        return new String(name, US_ASCII).replace("\0", "");
    }

    @QosTest(arguments = TEST_DEVICE)
    void reachesTheDeviceByMemory(PciBus bus) {
        countsMatchingWrites(enabled(bus).map(0), 2048);
    }

    @QosTest(arguments = TEST_DEVICE)
    void reachesTheDeviceByPorts(PciBus bus) {
        // The port tests have the numbers 3 and following.
        countsMatchingWrites(enabled(bus).map(1), 128 + 3);
    }

    private static void countsMatchingWrites(Bar bar, int where) {
        bar.writeb(SELECT, 0);
        bar.registerl("offset", OFFSET).expect(where);
        bar.registerl("count", COUNT).expect(0);
        bar.writeb(where, MATCHING_DATA);
        bar.writeb(where, MATCHING_DATA + 1);
        bar.writeb(where, MATCHING_DATA);
        bar.registerl("count", COUNT).expect(2);
    }

    @QosTest(arguments = SHARED_MEMORY)
    void mapsMemoryWhoseAddressHas64Bits(PciBus bus) {
        PciDevice device = enabled(bus);
        Bar bar = device.map(SHARED);
        assertEquals(1 << 20, bar.size());
        assertTrue(bar.wide());
        assertTrue(bar.prefetchable());
        assertFalse(bar.io());
        device.config()
                .registerl("BAR 2", PciConfig.BAR_0 + 4 * SHARED)
                .expect((bar.address() & 0xffffffffL) | 0xc);
        device.config()
                .registerl("BAR 2, upper half", PciConfig.BAR_0 + 4 * SHARED + 4)
                .expect(bar.address() >>> 32);
    }

    @QosTest(arguments = SHARED_MEMORY)
    void movesEveryWidth(PciBus bus) {
        Bar bar = enabled(bus).map(SHARED);
        bar.writeq(8, 0x0123456789abcdefL);
        bar.registerq("64 bits", 8).expect(0x0123456789abcdefL);
        bar.registerl("32 bits", 8).expect(0x89abcdefL);
        bar.registerw("16 bits", 8).expect(0xcdef);
        bar.registerb("8 bits", 8).expect(0xef);
        bar.writel(8, 0xfedcba98L);
        bar.writew(12, 0x7654);
        bar.writeb(14, 0x32);
        bar.registerq("64 bits", 8).expect(0x01327654fedcba98L);
    }

    @QosTest(arguments = SHARED_MEMORY)
    void keepsTheContentWhenABarMoves(PciBus bus) {
        PciDevice device = enabled(bus);
        Bar first = device.map(SHARED);
        first.writel(first.size() - 4, 0xcafe);
        // Another BAR takes the lower addresses, so the next mapping has another address.
        device.unmap(first);
        device.map(0);
        Bar second = device.map(SHARED);
        assertNotEquals(first.address(), second.address());
        second.registerl("last word", second.size() - 4).expect(0xcafe);
    }

    @QosTest(arguments = TEST_DEVICE)
    void answersWhileEnabledOnly(PciBus bus) {
        PciDevice device = enabled(bus);
        Bar bar = device.map(0);
        bar.writeb(SELECT, 0);
        bar.registerb("name", NAME).expect('m');
        device.config().writew(PciConfig.COMMAND, 0);
        assertNotEquals('m', bar.readb(NAME));
        device.enable();
        bar.registerb("name", NAME).expect('m');
    }

    @QosTest(arguments = TEST_DEVICE + " -device pci-testdev,addr=06.0")
    void keepsBarsApart(PciBus bus) {
        PciDevice other = bus.get(PciAddress.of("06.0"));
        other.enable();
        List<Bar> bars = List.of(enabled(bus).map(0), enabled(bus).map(1), other.map(0));
        for (Bar bar : bars) {
            assertEquals(0, bar.address() % bar.size(), bar::toString);
        }
        assertNotEquals(bars.get(0).address(), bars.get(2).address());
        bars.get(0).writeb(SELECT, 0);
        bars.get(0).registerb("name", NAME).expect('m');
        bars.get(2).registerb("name of what has not begun", NAME).expect(0);
    }

    @QosTest(arguments = TEST_DEVICE)
    void refusesWhatIsBeyondABar(PciBus bus) {
        Bar bar = enabled(bus).map(0);
        bar.readl(4092);
        for (long offset : new long[] {4093, 4096, -1}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> bar.readl(offset));
            assertEquals(
                    "BAR 0 of 00:05.0 has 0x1000 bytes; cannot access 4 bytes at 0x%x"
                            .formatted(offset),
                    refused.getMessage());
            assertThrows(IllegalArgumentException.class, () -> bar.writel(offset, 0));
        }
    }

    @QosTest(arguments = TEST_DEVICE)
    void refusesABarThatThereIsNot(PciBus bus) {
        PciDevice device = enabled(bus);
        AssertionError missing = assertThrows(AssertionError.class, () -> device.map(3));
        assertEquals("PCI function 00:05.0 has no BAR 3", missing.getMessage());
        IllegalArgumentException impossible =
                assertThrows(IllegalArgumentException.class, () -> device.map(6));
        assertEquals("6 is not a BAR; use 0 to 5", impossible.getMessage());
    }

    @QosTest(arguments = TEST_DEVICE)
    void mapsABarOnce(PciBus bus) {
        PciDevice device = enabled(bus);
        assertSame(device.map(0), device.map(0));
    }

    @QosTest(arguments = TEST_DEVICE + ",membar=64M")
    void givesTheAddressesOfAnUnmappedBarBack(PciBus bus) {
        PciDevice device = enabled(bus);
        long first = device.map(SHARED).address();
        // No window has space for that many.
        for (int i = 0; i < 100; i++) {
            Bar bar = device.map(SHARED);
            assertEquals(64 << 20, bar.size());
            assertEquals(first, bar.address());
            device.unmap(bar);
        }
    }

    private static PciDevice enabled(PciBus bus) {
        PciDevice device = bus.get(SLOT);
        device.enable();
        return device;
    }
}
