package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.time.Duration;

/** Waits until descriptors can be read or written; see poll(2). */
public final class DescriptorPoll {
    /** The descriptor can be read, or a connection accepted. */
    public static final int IN = 1;

    /** The descriptor can be written. */
    public static final int OUT = 4;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int EVENTS_MASK = 0xffff;

    private DescriptorPoll() {}

    /** Return the time of {@link System#nanoTime} at which a wait that starts now ends. */
    public static long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    /**
     * Wait until a descriptor is ready, at its end, or in error.
     *
     * @param descriptor its number
     * @param events {@link #IN} or {@link #OUT}
     * @param deadline a time of {@link System#nanoTime}; if it is over, do not wait
     * @return whether it is; {@code false} if the deadline came first
     */
    public static boolean await(int descriptor, int events, long deadline) throws IOException {
        return any(events, deadline, descriptor) >= 0;
    }

    /**
     * Wait until one of several descriptors is ready, at its end, or in error.
     *
     * @return the index of the first one that is; -1 if the deadline came first
     */
    public static int any(int events, long deadline, int... descriptors) throws IOException {
        int[] fds = new int[2 * descriptors.length];
        while (true) {
            for (int i = 0; i < descriptors.length; i++) {
                fds[2 * i] = descriptors[i];
                // struct pollfd: 16 bits of events, then 16 bits of results, little-endian
                fds[2 * i + 1] = events;
            }
            long left = Math.max(0, deadline - System.nanoTime());
            // A rest of less than a millisecond must not become a busy loop.
            long millis =
                    Math.min(Integer.MAX_VALUE, (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            try {
                int ready = Libc.poll(fds, descriptors.length, (int) millis);
                for (int i = 0; ready > 0 && i < descriptors.length; i++) {
                    if ((fds[2 * i + 1] & ~EVENTS_MASK) != 0) {
                        return i;
                    }
                }
                return -1;
            } catch (LastErrorException e) {
                if (!Libc.isInterrupted(e)) {
                    throw Libc.failure("poll", e);
                }
            }
        }
    }
}
