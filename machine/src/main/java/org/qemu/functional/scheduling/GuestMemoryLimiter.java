package org.qemu.functional.scheduling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Let as many guests run at once as the host has memory for.
 *
 * <p>A test that has a guest already gets the next without waiting: two tests that wait for one
 * another's memory would wait for ever. Who waits is served in the order of arrival, and a guest
 * that is larger than everything there is runs when no other test has one.
 */
public final class GuestMemoryLimiter {
    private static final AtomicReference<GuestMemoryLimiter> OF_PROGRAM =
            new AtomicReference<>(new GuestMemoryLimiter(Long.MAX_VALUE));

    private final long limit;
    private final Map<Object, Integer> guests = new HashMap<>();
    private final Deque<Object> queue = new ArrayDeque<>();
    private long used;

    /**
     * Bound the memory of guests.
     *
     * @param limit in bytes
     */
    public GuestMemoryLimiter(long limit) {
        this.limit = limit;
    }

    /** Return this program's; without bounds as long as tests run one by one. */
    public static GuestMemoryLimiter ofProgram() {
        return OF_PROGRAM.get();
    }

    /** Bound this program's guests, before the first runs. */
    public static void bound(long bytes) {
        OF_PROGRAM.set(new GuestMemoryLimiter(bytes));
    }

    /**
     * Wait until there is memory for one more guest.
     *
     * @param test whose guest it is
     * @param bytes what it asks for
     * @return gives it back, once
     */
    public Lease take(Object test, long bytes) throws InterruptedException {
        synchronized (this) {
            if (!guests.containsKey(test)) {
                awaitTurn(bytes);
            }
            guests.merge(test, 1, Integer::sum);
            used += bytes;
        }
        return new Lease(this, test, bytes);
    }

    private void awaitTurn(long bytes) throws InterruptedException {
        Object ticket = new Object();
        queue.add(ticket);
        try {
            while (queue.peek() != ticket || !isRoomFor(bytes)) {
                wait();
            }
        } finally {
            queue.remove(ticket);
            notifyAll(); // the next one may have room, too
        }
    }

    private boolean isRoomFor(long bytes) {
        return guests.isEmpty() || bytes <= limit - used;
    }

    private synchronized void give(Object test, long bytes) {
        guests.merge(test, -1, (had, one) -> had == 1 ? null : had + one);
        used -= bytes;
        notifyAll();
    }

    /** A guest's memory until it is closed. */
    public static final class Lease implements AutoCloseable {
        private final GuestMemoryLimiter memory;
        private final Object test;
        private final long bytes;
        private boolean closed;

        private Lease(GuestMemoryLimiter memory, Object test, long bytes) {
            this.memory = memory;
            this.test = test;
            this.bytes = bytes;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            memory.give(test, bytes);
        }
    }
}
