package org.qemu.functional.qtest.qos.fwcfg;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.time.Duration;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** Copy items from and to the guest's memory in a single operation. */
public final class FwCfgDma {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ERROR = 1;
    private static final int READ = 2;
    private static final int SKIP = 4;
    private static final int SELECT = 8;
    private static final int WRITE = 16;
    private static final int ACCESS = 16;

    private final FwCfgTransport transport;
    private final GuestAllocator memory;

    FwCfgDma(FwCfgTransport transport, GuestAllocator memory) {
        this.transport = transport;
        this.memory = memory;
    }

    /**
     * Read an item.
     *
     * @throws AssertionError if the device reports an error
     */
    public byte[] read(int key, int size) {
        long buffer = memory.alloc(Math.max(1, size));
        try {
            run(key << 16 | SELECT | READ, size, buffer);
            return transport.qtest().bufread(buffer, size);
        } finally {
            memory.free(buffer);
        }
    }

    /** Read a part of an item, skipping the bytes before it. */
    public byte[] read(int key, int from, int size) {
        long buffer = memory.alloc(Math.max(1, size));
        try {
            run(key << 16 | SELECT | SKIP, from, 0);
            run(READ, size, buffer);
            return transport.qtest().bufread(buffer, size);
        } finally {
            memory.free(buffer);
        }
    }

    /**
     * Write the start of an item.
     *
     * @throws AssertionError if the device reports an error: most items are read-only
     */
    public void write(int key, byte[] bytes) {
        long buffer = memory.alloc(Math.max(1, bytes.length));
        try {
            transport.qtest().bufwrite(buffer, bytes);
            run(key << 16 | SELECT | WRITE, bytes.length, buffer);
        } finally {
            memory.free(buffer);
        }
    }

    private void run(int control, int length, long buffer) {
        long access = memory.alloc(ACCESS);
        try {
            Region order = transport.qtest().memory(BIG_ENDIAN);
            order.writel(access, control);
            order.writel(access + 4, length);
            order.writeq(access + 8, buffer);
            transport.startDma(access);
            boolean done = Poll.until(TIMEOUT, () -> (order.readl(access) & ~(long) ERROR) == 0);
            long status = order.readl(access);
            if (!done || status != 0) {
                throw new AssertionError(
                        "fw_cfg DMA with control 0x%08x and %d bytes %s: status 0x%08x"
                                .formatted(
                                        control, length, done ? "failed" : "did not end", status));
            }
        } finally {
            memory.free(access);
        }
    }
}
