package org.qemu.functional.qtest.qos.pci;

import static org.qemu.functional.qtest.qos.pci.PciConfig.BAR_0;
import static org.qemu.functional.qtest.qos.pci.PciConfig.CAPABILITIES;
import static org.qemu.functional.qtest.qos.pci.PciConfig.CLASS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.COMMAND;
import static org.qemu.functional.qtest.qos.pci.PciConfig.COMMAND_IO;
import static org.qemu.functional.qtest.qos.pci.PciConfig.COMMAND_MASTER;
import static org.qemu.functional.qtest.qos.pci.PciConfig.COMMAND_MEMORY;
import static org.qemu.functional.qtest.qos.pci.PciConfig.DEVICE_ID;
import static org.qemu.functional.qtest.qos.pci.PciConfig.HEADER_TYPE;
import static org.qemu.functional.qtest.qos.pci.PciConfig.STATUS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.STATUS_CAPABILITIES;
import static org.qemu.functional.qtest.qos.pci.PciConfig.VENDOR_ID;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/** A function of a PCI device. */
public final class PciDevice {
    private static final int BARS = 6;
    private static final long IO = 1;
    private static final long WIDE = 4;
    private static final long PREFETCHABLE = 8;
    private static final long IO_ADDRESS = 0xfffffffcL;
    private static final long MEMORY_ADDRESS = 0xfffffff0L;

    private final PciBus bus;
    private final PciAddress address;
    private final Region config;
    private final Map<Integer, Bar> mapped = new HashMap<>();

    PciDevice(PciBus bus, PciAddress address) {
        this.bus = bus;
        this.address = address;
        this.config = new ConfigSpace(bus.access(), address);
    }

    /** Return the bus that it is on. */
    public PciBus bus() {
        return bus;
    }

    /** Return the machine that it belongs to. */
    public QTest qtest() {
        return bus.qtest();
    }

    /** Return its address. */
    public PciAddress address() {
        return address;
    }

    /** Return its configuration space. */
    public Region config() {
        return config;
    }

    /** Return its vendor ID, 16 bits. */
    public int vendorId() {
        return config.readw(VENDOR_ID);
    }

    /** Return its device ID, 16 bits. */
    public int deviceId() {
        return config.readw(DEVICE_ID);
    }

    /** Return class, subclass and interface, 24 bits: 0x010601 for AHCI. */
    public int classCode() {
        return config.readb(CLASS) | config.readb(CLASS + 1) << 8 | config.readb(CLASS + 2) << 16;
    }

    boolean exists() {
        return vendorId() != 0xffff;
    }

    /** Return the header type without the multi-function bit. */
    public int headerType() {
        return config.readb(HEADER_TYPE) & ~PciConfig.HEADER_MULTIFUNCTION;
    }

    /** Enable memory space, I/O space and bus mastering. */
    public void enable() {
        int bits = COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER;
        config.writew(COMMAND, config.readw(COMMAND) | bits);
        // Unused bits stay 0.
        config.registerw("command", COMMAND).expect(COMMAND_MASTER, COMMAND_MASTER);
    }

    /** Return the capabilities in the order of the list. */
    public List<Capability> capabilities() {
        List<Capability> found = new ArrayList<>();
        if ((config.readw(STATUS) & STATUS_CAPABILITIES) == 0) {
            return found;
        }
        Set<Integer> seen = new HashSet<>();
        for (int at = config.readb(CAPABILITIES) & ~3; at != 0; at = config.readb(at + 1) & ~3) {
            if (!seen.add(at)) {
                throw new AssertionError(
                        "the capability list of PCI function %s has a loop at 0x%02x"
                                .formatted(address, at));
            }
            found.add(new Capability(config.readb(at), at));
        }
        return found;
    }

    /**
     * A capability.
     *
     * @param id such as {@link PciConfig#CAPABILITY_MSIX}
     * @param offset the offset in configuration space
     */
    public record Capability(int id, int offset) {}

    /** Return the offset of the first capability with an id. */
    public Optional<Integer> capability(int id) {
        return capabilities().stream()
                .filter(capability -> capability.id() == id)
                .map(Capability::offset)
                .findFirst();
    }

    /**
     * Return a BAR. The first call determines its size and assigns an address.
     *
     * @param index 0 to 5
     * @throws AssertionError if the function has no such BAR
     */
    public Bar map(int index) {
        return mapped.computeIfAbsent(index, this::mapNew);
    }

    private Bar mapNew(int index) {
        if (index < 0 || index >= BARS) {
            throw new IllegalArgumentException("%d is not a BAR; use 0 to 5".formatted(index));
        }
        int offset = BAR_0 + 4 * index;
        long before = config.readl(offset);
        boolean io = (before & IO) != 0;
        boolean wide = !io && (before & WIDE) != 0;
        long size = measure(offset, io, wide);
        if (size == 0) {
            throw new AssertionError("PCI function %s has no BAR %d".formatted(address, index));
        }
        long begin = bus.allocate(io, size);
        config.writel(offset, begin);
        config.registerl("BAR " + index, offset).expect(io ? IO_ADDRESS : MEMORY_ADDRESS, begin);
        if (wide) {
            config.writel(offset + 4, begin >>> 32);
        }
        return new Bar(
                address,
                index,
                io,
                wide,
                !io && (before & PREFETCHABLE) != 0,
                size,
                begin,
                bus.window(io));
    }

    /** Return the size, which is the lowest writable bit of the address; 0 if there is none. */
    private long measure(int offset, boolean io, boolean wide) {
        config.writel(offset, 0xffffffffL);
        long ones = config.readl(offset) & (io ? IO_ADDRESS : MEMORY_ADDRESS);
        if (wide) {
            config.writel(offset + 4, 0xffffffffL);
            ones |= config.readl(offset + 4) << 32;
        }
        return Long.lowestOneBit(ones);
    }

    /** Release a BAR's address. */
    public void unmap(Bar bar) {
        if (mapped.remove(bar.index(), bar)) {
            bus.free(bar.io(), bar.address());
        }
    }

    /**
     * Enable MSI-X.
     *
     * @throws AssertionError if the function does not support it
     */
    public Msix enableMsix() {
        return Msix.enable(this);
    }

    @Override
    public String toString() {
        return "PCI function %s (%04x:%04x)".formatted(address, vendorId(), deviceId());
    }
}
