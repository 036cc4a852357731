package org.qemu.functional.qtest.qos.storage;

import org.qemu.functional.qtest.QTest;

/** A channel of a PC's first 8237A DMA controller ({@code hw/dma/i8257.c}). */
public final class IsaDma {
    private static final int MASK = 0x0a;
    private static final int MODE = 0x0b;
    private static final int CLEAR_FLIP_FLOP = 0x0c;
    private static final int MASKED = 4;
    private static final int SINGLE = 0x40;
    private static final int TO_MEMORY = 0x04;
    private static final int FROM_MEMORY = 0x08;

    /** The port of the page register of each channel; the PC assigns them in no order. */
    private static final int[] PAGES = {0x87, 0x83, 0x81, 0x82};

    private final QTest qtest;
    private final int channel;

    private IsaDma(QTest qtest, int channel) {
        this.qtest = qtest;
        this.channel = channel;
    }

    /**
     * Return a channel.
     *
     * @param channel 0 to 3
     */
    public static IsaDma of(QTest qtest, int channel) {
        return new IsaDma(qtest, channel);
    }

    /**
     * Program the channel for a transfer that a device requests.
     *
     * @param address below 16 MiB; the data must not cross a multiple of 64 KiB
     * @param size in bytes, 1 to 65536
     * @param toMemory whether the transfer is from the device to memory
     */
    public void start(long address, int size, boolean toMemory) {
        if (address >>> 24 != 0 || address >>> 16 != (address + size - 1) >>> 16) {
            throw new IllegalArgumentException(
                    "ISA DMA cannot transfer %d bytes at 0x%x: use memory below 16 MiB that does not cross a multiple of 64 KiB"
                            .formatted(size, address));
        }
        qtest.outb(MASK, MASKED | channel);
        qtest.outb(MODE, SINGLE | (toMemory ? TO_MEMORY : FROM_MEMORY) | channel);
        qtest.outb(CLEAR_FLIP_FLOP, 0);
        outBoth(2 * channel, (int) address);
        outBoth(2 * channel + 1, size - 1);
        qtest.outb(PAGES[channel], address >>> 16);
        qtest.outb(MASK, channel);
    }

    private void outBoth(int port, int value) {
        qtest.outb(port, value);
        qtest.outb(port, value >>> 8);
    }
}
