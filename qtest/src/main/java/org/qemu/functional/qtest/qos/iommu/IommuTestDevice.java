package org.qemu.functional.qtest.qos.iommu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * QEMU's device for tests of IOMMUs, since QEMU 11.0 ({@code include/hw/misc/iommu-testdev.h}). It
 * writes a pattern to an address that the IOMMU translates, and compares it with what is then at a
 * physical address.
 */
public final class IommuTestDevice {
    /** Its vendor ID. */
    public static final int VENDOR = 0x1b36;

    /** Its device ID. */
    public static final int DEVICE = 0x0005;

    private static final int TRIGGER = 0x00;
    private static final int ADDRESS = 0x04;
    private static final int ADDRESS_HIGH = 0x08;
    private static final int LENGTH = 0x0c;
    private static final int RESULT = 0x10;
    private static final int ARM = 0x14;
    private static final int PHYSICAL = 0x1c;
    private static final int PHYSICAL_HIGH = 0x20;
    private static final int PATTERN = 0x1234_5678;

    private final PciDevice device;
    private final Region registers;

    private IommuTestDevice(PciDevice device) {
        this.device = device;
        this.registers = device.map(0);
    }

    /** The result of an access. */
    public enum Result {
        /** The pattern was written, and is at the physical address. */
        DONE(0),
        /** The number of bytes is 0. */
        BAD_LENGTH(0xdead_0001L),
        /** The IOMMU refused the access. */
        REFUSED(0xdead_0002L),
        /** Nothing can be read at the physical address. */
        UNREADABLE(0xdead_0003L),
        /** The pattern was written, and is not at the physical address. */
        DIFFERENT(0xdead_0004L);

        private final long value;

        Result(long value) {
            this.value = value;
        }
    }

    /**
     * Enable the first such device on a bus.
     *
     * @throws AssertionError if there is none
     */
    public static IommuTestDevice on(PciBus bus) {
        PciDevice device = bus.get(VENDOR, DEVICE);
        device.enable();
        return new IommuTestDevice(device);
    }

    /** Return the PCI function. */
    public PciDevice device() {
        return device;
    }

    /**
     * Return what the device writes.
     *
     * @param size in bytes, 0 or more
     */
    public static byte[] pattern(int size) {
        ByteBuffer words = ByteBuffer.allocate(size + 3).order(ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= 4) {
            words.putInt(PATTERN);
        }
        return Arrays.copyOf(words.array(), size);
    }

    /**
     * Let the device write its pattern and compare.
     *
     * @param address the address that the device writes to
     * @param physical the physical address that it compares
     * @param size in bytes, 0 or more
     * @throws AssertionError if the device reports an unknown result
     */
    public Result write(long address, long physical, int size) {
        registers.writel(ADDRESS, address);
        registers.writel(ADDRESS_HIGH, address >>> 32);
        registers.writel(PHYSICAL, physical);
        registers.writel(PHYSICAL_HIGH, physical >>> 32);
        registers.writel(LENGTH, size);
        registers.writel(ARM, 1);
        // Reading starts the access and ends when it is done.
        registers.registerl("trigger", TRIGGER).expect(0);
        long value = registers.readl(RESULT);
        return Arrays.stream(Result.values())
                .filter(result -> result.value == value)
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "the iommu-testdev reports the unknown result 0x%x"
                                                .formatted(value)));
    }
}
