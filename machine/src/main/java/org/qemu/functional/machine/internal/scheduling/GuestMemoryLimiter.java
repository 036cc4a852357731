package org.qemu.functional.machine.internal.scheduling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Limit the number of concurrent guests by the host's memory.
 *
 * <p>A test that already has a guest gets the next one without waiting: two tests that wait for
 * each other's memory would wait forever. Waiting threads are served in order of arrival. A guest
 * that is larger than the limit runs when no other test has a guest.
 */
public final class GuestMemoryLimiter {
    private static final AtomicReference<GuestMemoryLimiter> OF_PROGRAM =
            new AtomicReference<>(new GuestMemoryLimiter(Long.MAX_VALUE));

    private final long limit;
    private final Map<Object, Integer> guests = new HashMap<>();
    private final Deque<Object> queue = new ArrayDeque<>();
    private long used;

    /**
     * Create a limiter.
     *
     * @param limit in bytes
     */
    public GuestMemoryLimiter(long limit) {
        this.limit = limit;
    }

    /** Return the limiter of this program. It is unlimited as long as tests run sequentially. */
    public static GuestMemoryLimiter ofProgram() {
        return OF_PROGRAM.get();
    }

    /** Set the limit of this program, before the first guest runs. */
    public static void bound(long bytes) {
        OF_PROGRAM.set(new GuestMemoryLimiter(bytes));
    }

    /**
     * Wait until there is memory for one more guest.
     *
     * @param test the test that the guest belongs to
     * @param bytes the amount of memory
     * @return the lease, to be closed once
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
            notifyAll(); // there may be enough for the next one too
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

    /** The memory of a guest, reserved until it is closed. */
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
