package org.qemu.functional.qtest.qos.vhost;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.vfiouser.linux.Eventfd;

/**
 * The back end's side of a split virtqueue (virtio 1.2, 2.7). The requests of QEMU set it up; its
 * lock is that of the back end.
 */
public final class VhostUserRing {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int DESCRIPTOR = 16;
    private static final int NEXT = 1;
    private static final int WRITABLE = 2;
    private static final int INDEX = 2;
    private static final int ENTRIES = 4;

    private final VhostUserBackEnd backEnd;
    private final int number;
    private int size;
    private long descriptors;
    private long used;
    private long available;
    private int base;
    private boolean started;
    private boolean enabled;
    private @Nullable Eventfd kick;
    private @Nullable Eventfd call;

    VhostUserRing(VhostUserBackEnd backEnd, int number) {
        this.backEnd = backEnd;
        this.number = number;
    }

    void setSize(int entries) {
        size = entries;
    }

    void setAddresses(ByteBuffer addresses) {
        descriptors = addresses.getLong(8);
        used = addresses.getLong(16);
        available = addresses.getLong(24);
    }

    void start(int at) {
        base = at;
        started = true;
    }

    /** Stop, and return where to continue. */
    int stop() {
        started = false;
        return base;
    }

    void setEnabled(boolean value) {
        enabled = value;
    }

    void setKick(@Nullable FileDescriptor descriptor) throws IOException {
        kick = replace(kick, descriptor);
    }

    void setCall(@Nullable FileDescriptor descriptor) throws IOException {
        call = replace(call, descriptor);
    }

    private static @Nullable Eventfd replace(
            @Nullable Eventfd previous, @Nullable FileDescriptor descriptor) throws IOException {
        if (previous != null) {
            previous.close();
        }
        return descriptor == null ? null : Eventfd.of(descriptor);
    }

    boolean isStarted() {
        return started;
    }

    private boolean isUsable() {
        return started && enabled && kick != null;
    }

    /** Stop, and close the descriptors. */
    void reset() throws IOException {
        started = false;
        enabled = false;
        setKick(null);
        setCall(null);
    }

    /**
     * Wait for the next request of the driver and complete it: the handler gets the bytes that the
     * driver has provided, and returns those that are written to its buffers.
     *
     * @throws AssertionError if no request comes within 20 s, or the bytes do not fit
     */
    public void serve(UnaryOperator<byte[]> handler) {
        backEnd.await("queue %d to be started".formatted(number), this::isUsable);
        try {
            int head = nextHead();
            complete(head, handler);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the descriptors of queue " + number, e);
        }
    }

    private int nextHead() throws IOException {
        long deadline = System.nanoTime() + TimeoutScale.scaled(TIMEOUT).toNanos();
        while (true) {
            Eventfd notification;
            synchronized (backEnd) {
                ByteBuffer ring = backEnd.memory().user(available, ENTRIES + 2 * size);
                VarHandle.fullFence();
                if ((ring.getShort(INDEX) & 0xffff) != base) {
                    int head = ring.getShort(ENTRIES + 2 * (base % size)) & 0xffff;
                    base = base + 1 & 0xffff;
                    return head;
                }
                notification = kick;
            }
            long left = deadline - System.nanoTime();
            if (notification == null || left <= 0) {
                throw new AssertionError(
                        "the driver makes no request in queue %d within %d s"
                                .formatted(number, TIMEOUT.toSeconds()));
            }
            notification.await(Duration.ofNanos(left));
        }
    }

    private void complete(int head, UnaryOperator<byte[]> handler) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<ByteBuffer> writable = new ArrayList<>();
        collect(head, sent, writable);
        ByteBuffer answer = ByteBuffer.wrap(handler.apply(sent.toByteArray()));
        for (ByteBuffer part : writable) {
            int length = Math.min(part.remaining(), answer.remaining());
            part.put(answer.slice().limit(length));
            answer.position(answer.position() + length);
        }
        if (answer.hasRemaining()) {
            throw new AssertionError(
                    "%d of %d bytes do not fit into the driver's buffers in queue %d"
                            .formatted(answer.remaining(), answer.limit(), number));
        }
        synchronized (backEnd) {
            ByteBuffer ring = backEnd.memory().user(used, ENTRIES + 8 * size);
            int index = ring.getShort(INDEX) & 0xffff;
            ring.putInt(ENTRIES + 8 * (index % size), head);
            ring.putInt(ENTRIES + 8 * (index % size) + 4, answer.limit());
            VarHandle.fullFence();
            ring.putShort(INDEX, (short) (index + 1));
            if (call != null) {
                call.signal();
            }
        }
    }

    private void collect(int head, ByteArrayOutputStream sent, List<ByteBuffer> writable) {
        synchronized (backEnd) {
            SharedMemory memory = backEnd.memory();
            ByteBuffer table = memory.user(descriptors, DESCRIPTOR * size);
            int flags;
            int at = head;
            do {
                int entry = DESCRIPTOR * at;
                flags = table.getShort(entry + 12);
                ByteBuffer part = memory.guest(table.getLong(entry), table.getInt(entry + 8));
                if ((flags & WRITABLE) != 0) {
                    writable.add(part);
                } else {
                    byte[] bytes = new byte[part.remaining()];
                    part.get(bytes);
                    sent.writeBytes(bytes);
                }
                at = table.getShort(entry + 14) & 0xffff;
            } while ((flags & NEXT) != 0);
        }
    }
}
