package org.qemu.functional.qtest.qos.pci;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.qemu.functional.qtest.qos.pci.PciConfig.HEADER_BRIDGE;
import static org.qemu.functional.qtest.qos.pci.PciConfig.HEADER_MULTIFUNCTION;
import static org.qemu.functional.qtest.qos.pci.PciConfig.HEADER_TYPE;
import static org.qemu.functional.qtest.qos.pci.PciConfig.PRIMARY_BUS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.SECONDARY_BUS;
import static org.qemu.functional.qtest.qos.pci.PciConfig.SUBORDINATE_BUS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/** A PCI host bridge and everything behind it. */
public final class PciBus {
    private final QTest qtest;
    private final ConfigAccess access;
    private final Window ports;
    private final Window memory;
    private int buses = 1;

    private PciBus(QTest qtest, ConfigAccess access, Window ports, Window memory) {
        this.qtest = qtest;
        this.access = access;
        this.ports = ports;
        this.memory = memory;
    }

    /**
     * Return the bus of a PC, i440FX or Q35: bus addresses equal CPU addresses.
     *
     * @param access by ports, or by Q35's ECAM
     */
    public static PciBus pc(QTest qtest, ConfigAccess access) {
        return new PciBus(
                qtest,
                access,
                Window.of(qtest.ports(), 0, 0xc000, 0x10000),
                // The interrupt controllers begin at 0xfec00000; i440FX's hole begins at
                // 0xe0000000.
                Window.of(qtest.memory(LITTLE_ENDIAN), 0, 0xe0000000L, 0xfec00000L));
    }

    /**
     * Return a bus whose ports and memory are windows in the CPU's memory.
     *
     * @param portBase the address of port 0 in the CPU's memory
     * @param memoryOffset the difference between the CPU's address and the bus address
     * @param memoryBegin the first forwarded address on the bus
     * @param memoryEnd the first address on the bus that is not forwarded
     */
    public static PciBus mapped(
            QTest qtest,
            ConfigAccess access,
            long portBase,
            long memoryOffset,
            long memoryBegin,
            long memoryEnd) {
        return new PciBus(
                qtest,
                access,
                Window.of(qtest.memory(LITTLE_ENDIAN), portBase, 0x1000, 0x10000),
                Window.of(qtest.memory(LITTLE_ENDIAN), memoryOffset, memoryBegin, memoryEnd));
    }

    /** Return the machine that it belongs to. */
    public QTest qtest() {
        return qtest;
    }

    ConfigAccess access() {
        return access;
    }

    /** Return the size of each function's configuration space in bytes. */
    public int configSize() {
        return access.size();
    }

    Region window(boolean io) {
        return io ? ports : memory;
    }

    long allocate(boolean io, long size) {
        return (io ? ports : memory).free().alloc(size, size);
    }

    void free(boolean io, long address) {
        (io ? ports : memory).free().free(address);
    }

    /** Find the function at an address. */
    public Optional<PciDevice> find(PciAddress address) {
        return Optional.of(new PciDevice(this, address)).filter(PciDevice::exists);
    }

    /** Find the first function with a vendor and device ID. */
    public Optional<PciDevice> find(int vendor, int device) {
        return devices().stream()
                .filter(found -> found.vendorId() == vendor && found.deviceId() == device)
                .findFirst();
    }

    /**
     * Return the function at an address.
     *
     * @throws AssertionError if there is none; the message lists the existing ones
     */
    public PciDevice get(PciAddress address) {
        return find(address)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no PCI function is at %s; the existing functions are %s"
                                                .formatted(address, devices())));
    }

    /**
     * Return the first function with a vendor and device ID.
     *
     * @throws AssertionError if there is none; the message lists the existing ones
     */
    public PciDevice get(int vendor, int device) {
        return find(vendor, device)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no PCI function has ID %04x:%04x; the existing functions are %s"
                                                .formatted(vendor, device, devices())));
    }

    /** Return all functions on bus 0 and on the buses that {@link #numberBuses} has numbered. */
    public List<PciDevice> devices() {
        List<PciDevice> found = new ArrayList<>();
        for (int bus = 0; bus < buses; bus++) {
            addDevices(bus, found);
        }
        return found;
    }

    private void addDevices(int bus, List<PciDevice> found) {
        for (int device = 0; device < 32; device++) {
            Optional<PciDevice> first = find(new PciAddress(bus, device, 0));
            if (first.isEmpty()) {
                continue;
            }
            found.add(first.get());
            if ((first.get().config().readb(HEADER_TYPE) & HEADER_MULTIFUNCTION) != 0) {
                for (int function = 1; function < 8; function++) {
                    find(new PciAddress(bus, device, function)).ifPresent(found::add);
                }
            }
        }
    }

    /** Number the buses behind bridges, depth first as firmware does. */
    public void numberBuses() {
        buses = 1;
        numberBehind(0);
    }

    private void numberBehind(int bus) {
        List<PciDevice> here = new ArrayList<>();
        addDevices(bus, here);
        for (PciDevice device : here) {
            if (device.headerType() == HEADER_BRIDGE) {
                int behind = buses++;
                device.config().writeb(PRIMARY_BUS, bus);
                device.config().writeb(SECONDARY_BUS, behind);
                // Forward all bus numbers until those behind the bridge are known.
                device.config().writeb(SUBORDINATE_BUS, 0xff);
                numberBehind(behind);
                device.config().writeb(SUBORDINATE_BUS, buses - 1);
            }
        }
    }
}
