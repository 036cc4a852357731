package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.ConfigRegisters;

/**
 * Applies a client's writes to the standard header of a configuration space: each bit is read-only
 * or writable (PCI Local Bus Specification 3.0, chapter 6). Writes to read-only bits have no
 * effect, so a client finds the size of a BAR by writing ones to it.
 */
final class HeaderWrites {
    private static final int COMMAND = 0x04;

    /** I/O, memory, bus master, invalidate; SERR#, INTx disable. Reserved bits stay zero. */
    private static final int COMMAND_WRITABLE = 0x0517;

    private static final int CACHE_LINE_SIZE = 0x0c;
    private static final int LATENCY_TIMER = 0x0d;
    private static final int BARS = 0x10;
    private static final int ROM = 0x30;
    private static final int INTERRUPT_LINE = 0x3c;

    /** The parts of a ROM's BAR that are no address. */
    private static final int ROM_ENABLE = 0x1;

    private final ConfigRegisters config;
    private final byte[] writable = new byte[ConfigRegisters.HEADER_SIZE];

    HeaderWrites(ConfigRegisters config) {
        this.config = config;
        set(COMMAND, COMMAND_WRITABLE, 2);
        set(CACHE_LINE_SIZE, 0xff, 1);
        set(LATENCY_TIMER, 0xff, 1);
        set(INTERRUPT_LINE, 0xff, 1);
    }

    /** Let a client write the address of a BAR, and set the bits that tell its type. */
    void defineBar(int index, RegionLayout region) {
        int offset = BARS + 4 * index;
        boolean memory = region.isMemory();
        int type = memory ? 0 : 0x1;
        if (region.is64Bit()) {
            type |= 0x4;
        }
        if (region.isPrefetchable()) {
            type |= 0x8;
        }
        long mask = region.size() == 0 ? 0 : -region.size();
        config.put32(offset, type);
        set(offset, (int) mask & (memory ? ~0xf : ~0x3), 4);
        if (region.is64Bit()) {
            config.put32(offset + 4, 0);
            set(offset + 4, (int) (mask >>> 32), 4);
        }
    }

    /** Let a client write the address of the expansion ROM. */
    void defineRom(long size) {
        int mask = size == 0 ? 0 : (int) -size & ~0x7ff;
        set(ROM, mask | (size == 0 ? 0 : ROM_ENABLE), 4);
    }

    /** Write to the header. */
    void write(int offset, ByteBuffer data) {
        for (int i = offset; data.hasRemaining(); i++) {
            int mask = writable[i];
            config.put8(i, (config.get8(i) & ~mask) | (data.get() & mask));
        }
    }

    private void set(int offset, int mask, int size) {
        for (int i = 0; i < size; i++) {
            writable[offset + i] = (byte) (mask >>> (8 * i));
        }
    }
}
