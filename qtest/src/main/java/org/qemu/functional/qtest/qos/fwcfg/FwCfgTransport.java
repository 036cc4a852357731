package org.qemu.functional.qtest.qos.fwcfg;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/**
 * The addresses of the device's registers.
 *
 * @param qtest the machine
 * @param selector the register of 16 bits
 * @param data the register of 8 bits
 * @param dma the register of 64 bits, big-endian; {@code null} if there is none
 */
public record FwCfgTransport(QTest qtest, Cell selector, Cell data, @Nullable Cell dma) {
    /**
     * A register in a region.
     *
     * @param region a region with the byte order of the register
     */
    public record Cell(Region region, long address) {}

    /** Return the registers at ports 0x510, 0x511 and 0x514 of a PC. */
    public static FwCfgTransport ports(QTest qtest) {
        // The DMA ports take big-endian halves, as if they were in memory.
        return new FwCfgTransport(
                qtest,
                new Cell(qtest.ports(), 0x510),
                new Cell(qtest.ports(), 0x511),
                new Cell(qtest.ports(), 0x514));
    }

    /**
     * Return the registers in memory of Arm's virt machine and similar ones.
     *
     * @param base the address of data, with the selector at offset 8 and DMA at 16
     */
    public static FwCfgTransport mapped(QTest qtest, long base) {
        return new FwCfgTransport(
                qtest,
                new Cell(qtest.memory(BIG_ENDIAN), base + 8),
                new Cell(qtest.memory(), base),
                new Cell(qtest.memory(BIG_ENDIAN), base + 16));
    }

    /**
     * Return the registers in memory of SPARC and PowerPC Macs: selector and data, without DMA.
     *
     * @param base the address of the selector, with data at offset 2
     */
    public static FwCfgTransport mappedWithoutDma(QTest qtest, long base) {
        return new FwCfgTransport(
                qtest,
                new Cell(qtest.memory(BIG_ENDIAN), base),
                new Cell(qtest.memory(), base + 2),
                null);
    }

    /**
     * Return the registers at ports 0x510 and 0x511 of a machine with memory-mapped ports, without
     * DMA.
     *
     * @param portBase the address of port 0
     */
    public static FwCfgTransport mappedPorts(QTest qtest, long portBase) {
        return new FwCfgTransport(
                qtest,
                new Cell(qtest.memory(LITTLE_ENDIAN), portBase + 0x510),
                new Cell(qtest.memory(), portBase + 0x511),
                null);
    }

    void select(int key) {
        selector.region().writew(selector.address(), key);
    }

    int readData() {
        return data.region().readb(data.address());
    }

    void startDma(long access) {
        if (dma == null) {
            throw new IllegalStateException("this machine's fw_cfg has no register for DMA");
        }
        boolean ports = dma.region() == qtest.ports();
        // Writing the lower half starts the transfer.
        long high = access >>> 32;
        long low = access & 0xffffffffL;
        dma.region().writel(dma.address(), ports ? swap(high) : high);
        dma.region().writel(dma.address() + 4, ports ? swap(low) : low);
    }

    private static long swap(long value) {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) value));
    }
}
