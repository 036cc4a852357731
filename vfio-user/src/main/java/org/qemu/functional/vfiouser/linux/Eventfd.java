package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.time.Duration;

/**
 * A counter that one side adds to and another one waits for, as an interrupt; see eventfd(2).
 *
 * <p>It belongs to the object, which closes it.
 */
public final class Eventfd implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;

    private final FileDescriptor descriptor;

    private Eventfd(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Create a counter at 0.
     *
     * @throws IOException if this process has too many descriptors
     */
    public static Eventfd create() throws IOException {
        try {
            return new Eventfd(Descriptors.of(Libc.eventfd(0, CLOEXEC | NONBLOCK)));
        } catch (LastErrorException e) {
            throw Libc.failure("eventfd", e);
        }
    }

    /** Take over a received descriptor of an eventfd. */
    public static Eventfd of(FileDescriptor descriptor) {
        return new Eventfd(descriptor);
    }

    /** Return the descriptor, to pass to the other side. */
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /** Add 1 to the counter. */
    public void signal() throws IOException {
        signal(descriptor);
    }

    /**
     * Add 1 to the counter of a descriptor. At its highest value, it stays as it is, unless the
     * descriptor blocks.
     */
    public static void signal(FileDescriptor eventfd) throws IOException {
        // A FileOutputStream would remain attached to the descriptor until that is closed.
        try {
            Libc.write(Descriptors.number(eventfd), new long[] {1}, Long.BYTES);
        } catch (LastErrorException e) {
            if (!Libc.wouldBlock(e)) {
                throw Libc.failure("write to an eventfd", e);
            }
        }
    }

    /** Return the counter and set it to 0; do not wait. */
    public long take() throws IOException {
        return await(Duration.ZERO);
    }

    /**
     * Wait until the counter is not 0, return it and set it to 0.
     *
     * @return 0 if the time is over
     */
    public long await(Duration timeout) throws IOException {
        int number = Descriptors.number(descriptor);
        long deadline = DescriptorPoll.deadline(timeout);
        long[] count = new long[1];
        while (DescriptorPoll.await(number, DescriptorPoll.IN, deadline)) {
            try {
                Libc.read(number, count, Long.BYTES);
                return count[0];
            } catch (LastErrorException e) {
                // Another reader was faster, or a signal came.
                if (!Libc.wouldBlock(e) && !Libc.isInterrupted(e)) {
                    throw Libc.failure("read from an eventfd", e);
                }
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        Descriptors.close(descriptor);
    }
}
