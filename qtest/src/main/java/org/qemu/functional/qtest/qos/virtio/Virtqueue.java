package org.qemu.functional.qtest.qos.virtio;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * A split virtqueue (2.7 of the specification). Not thread-safe; the device may return chains in
 * any order.
 */
public final class Virtqueue {
    /** The time limit of {@link #await}. */
    public static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final int NO_NOTIFY = 1;
    private static final int INDEX = 2;
    private static final int ENTRIES = 4;

    /** The time in ns by which the clock advances at each poll, for devices that defer work. */
    private static final int STEP = 100;

    private final VirtioTransport transport;
    private final GuestAllocator memory;
    private final int number;
    private final RingLayout layout;
    private final boolean eventIndex;
    private final Region ring;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, int[]> chains = new HashMap<>();
    private final Map<Integer, Long> tables = new HashMap<>();
    private int added;
    private int notified;
    private int taken;
    private boolean wantsInterrupts = true;

    Virtqueue(
            VirtioTransport transport,
            GuestAllocator memory,
            int number,
            RingLayout layout,
            boolean eventIndex) {
        this.transport = transport;
        this.memory = memory;
        this.number = number;
        this.layout = layout;
        this.eventIndex = eventIndex;
        this.ring = transport.memory();
        for (int i = 0; i < layout.size(); i++) {
            free.add(i);
        }
    }

    /** Return its number. */
    public int number() {
        return number;
    }

    /** Return its addresses. */
    public RingLayout layout() {
        return layout;
    }

    private QTest qtest() {
        return transport.qtest();
    }

    /**
     * Make a chain available to the device without notifying it.
     *
     * @return the head of the chain, which identifies it when it is returned
     * @throws IllegalArgumentException if the chain is empty
     * @throws IllegalStateException if there are not enough free descriptors
     */
    public int add(DescriptorChain chain) {
        List<DescriptorChain.Part> parts = chain.parts();
        int wanted = chain.isIndirect() ? 1 : parts.size();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a chain needs at least one buffer");
        }
        if (wanted > free.size()) {
            throw new IllegalStateException(
                    "queue %d has %d free descriptors of %d, but the chain needs %d"
                            .formatted(number, free.size(), layout.size(), wanted));
        }
        int[] indexes = new int[wanted];
        Arrays.setAll(indexes, i -> free.remove());
        if (chain.isIndirect()) {
            writeDescriptor(
                    layout.descriptors(),
                    indexes[0],
                    writeTable(indexes[0], parts),
                    RingLayout.DESCRIPTOR * parts.size(),
                    INDIRECT,
                    0);
        } else {
            writeChain(layout.descriptors(), indexes, parts);
        }
        chains.put(indexes[0], indexes);
        ring.writew(layout.available() + ENTRIES + 2L * (added % layout.size()), indexes[0]);
        added = added + 1 & 0xffff;
        ring.writew(layout.available() + INDEX, added);
        return indexes[0];
    }

    private long writeTable(int head, List<DescriptorChain.Part> parts) {
        long table =
                memory.alloc((long) RingLayout.DESCRIPTOR * parts.size(), RingLayout.DESCRIPTOR);
        int[] indexes = new int[parts.size()];
        Arrays.setAll(indexes, i -> i);
        writeChain(table, indexes, parts);
        tables.put(head, table);
        return table;
    }

    private void writeChain(long table, int[] indexes, List<DescriptorChain.Part> parts) {
        for (int i = 0; i < indexes.length; i++) {
            boolean last = i == indexes.length - 1;
            DescriptorChain.Part part = parts.get(i);
            int flags = (last ? 0 : NEXT) | (part.written() ? WRITE : 0);
            writeDescriptor(
                    table,
                    indexes[i],
                    part.address(),
                    part.length(),
                    flags,
                    last ? 0 : indexes[i + 1]);
        }
    }

    private void writeDescriptor(
            long table, int index, long address, int length, int flags, int next) {
        ByteBuffer descriptor = ByteBuffer.allocate(RingLayout.DESCRIPTOR).order(transport.order());
        descriptor.putLong(address).putInt(length).putShort((short) flags).putShort((short) next);
        qtest().memwrite(table + (long) RingLayout.DESCRIPTOR * index, descriptor.array());
    }

    /** Notify the device of added chains, unless it has disabled notifications. */
    public void kick() {
        int before = notified;
        notified = added;
        boolean wanted =
                eventIndex
                        // The index is among those added since (2.7.10).
                        ? (added - availableEvent() - 1 & 0xffff) < (added - before & 0xffff)
                        : (ring.readw(layout.used()) & NO_NOTIFY) == 0;
        if (wanted) {
            transport.notifyQueue(number);
        }
    }

    /**
     * Return the index at which the device wants to be notified; with {@link
     * VirtioFeature#EVENT_INDEX}.
     */
    public int availableEvent() {
        return ring.readw(layout.used() + ENTRIES + 8L * layout.size());
    }

    /**
     * Request an interrupt after the given number of used buffers; with the feature EVENT_INDEX.
     */
    public void interruptAt(int used) {
        ring.writew(layout.available() + ENTRIES + 2L * layout.size(), used);
    }

    /** Enable or disable interrupts; without the feature EVENT_INDEX. */
    public void setInterrupts(boolean wanted) {
        wantsInterrupts = wanted;
        ring.writew(layout.available(), wantsInterrupts ? 0 : NO_INTERRUPT);
    }

    /**
     * Return the number of buffers that the device has used since the start of the queue, modulo
     * 65536.
     */
    public int usedIndex() {
        return ring.readw(layout.used() + INDEX);
    }

    /**
     * Take the next buffer that the device has returned.
     *
     * @throws AssertionError if it returned a chain that it did not have
     */
    public Optional<UsedBuffer> take() {
        if (usedIndex() == taken) {
            return Optional.empty();
        }
        long entry = layout.used() + ENTRIES + 8L * (taken % layout.size());
        int head = (int) ring.readl(entry);
        long written = ring.readl(entry + 4);
        int @Nullable [] indexes = chains.remove(head);
        if (indexes == null) {
            throw new AssertionError(
                    "queue %d: the device returned chain %d, but it has only %s"
                            .formatted(number, head, chains.keySet()));
        }
        for (int index : indexes) {
            free.add(index);
        }
        Long table = tables.remove(head);
        if (table != null) {
            memory.free(table);
        }
        taken = taken + 1 & 0xffff;
        return Optional.of(new UsedBuffer(head, written));
    }

    /**
     * Wait for the next buffer that the device returns.
     *
     * @throws AssertionError if there is none within {@link #TIMEOUT}
     */
    public UsedBuffer await() {
        boolean came =
                Poll.until(
                        TIMEOUT,
                        () -> {
                            if (usedIndex() != taken) {
                                return true;
                            }
                            if (qtest().hasClock()) {
                                qtest().clockStep(STEP);
                            }
                            return false;
                        });
        if (!came) {
            throw new AssertionError(
                    "queue %d: the device returned no buffer within %d s; available index 0x%04x, used index 0x%04x, device status 0x%02x"
                            .formatted(
                                    number,
                                    TIMEOUT.toSeconds(),
                                    added,
                                    usedIndex(),
                                    transport.status()));
        }
        return take().orElseThrow();
    }

    /**
     * Wait for the next chain and check that it is the given one.
     *
     * @throws AssertionError if another one is returned first
     */
    public UsedBuffer await(int head) {
        UsedBuffer used = await();
        if (used.head() != head) {
            throw new AssertionError(
                    "queue %d: the device returned chain %d, expected %d"
                            .formatted(number, used.head(), head));
        }
        return used;
    }

    /** Add a chain, notify the device, and wait until it returns the chain. */
    public UsedBuffer run(DescriptorChain chain) {
        int head = add(chain);
        kick();
        return await(head);
    }

    /** Return the number of free descriptors. */
    public int freeDescriptors() {
        return free.size();
    }
}
