package org.qemu.functional.guest.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.InterruptedWait;
import org.qemu.functional.guest.internal.net.Peer;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Send and receive raw Ethernet frames from the test, as another station of a network.
 *
 * <p>It receives everything that the network delivers to its link, whatever the destination
 * address. Up to {@link #QUEUE} received frames are queued; further ones are dropped and counted by
 * {@link Link#dropped()}. Thread-safe.
 */
public final class EthernetSocket implements AutoCloseable {
    /** The maximum number of received frames in the queue. */
    public static final int QUEUE = 4096;

    /** The maximum number of frames in flight to the network's thread; further sends block. */
    private static final int SENDING = 1024;

    private final NetworkRuntime engine;
    private final Link link;
    private final Semaphore sending = new Semaphore(SENDING);
    private final Deque<Frame> received = new ArrayDeque<>();
    private boolean closed;

    EthernetSocket(NetworkRuntime engine, Link link) {
        this.engine = engine;
        this.link = link;
    }

    /** Return its link, which can be cut and slowed down like that of a VM. */
    public Link link() {
        return link;
    }

    /** Return its address: see {@link Link#mac()}. */
    public String mac() {
        return link.mac();
    }

    /**
     * Queue a frame for sending and return.
     *
     * @throws IllegalStateException if this socket or its network is closed
     */
    public void send(Frame frame) {
        synchronized (received) {
            if (closed) {
                throw new IllegalStateException("socket '%s' is closed".formatted(link.name()));
            }
        }
        sending.acquireUninterruptibly();
        engine.send(link.port(), frame, sending::release);
    }

    /**
     * Send the bytes of a frame: see {@link #send(Frame)}.
     *
     * @throws IllegalArgumentException if the length is invalid: see {@link Frame#of}
     */
    public void send(byte... frame) {
        send(Frame.of(frame));
    }

    /**
     * Take the oldest received frame, waiting for one if necessary.
     *
     * @throws FrameTimeoutError if none arrives in time
     * @throws IllegalStateException if this socket is or becomes closed
     */
    public Frame receive(Duration timeout) {
        return receive("a frame", any -> true, timeout);
    }

    /**
     * Take frames, the oldest first, until one matches; the preceding ones are discarded.
     *
     * @param what a description of the expected frame, for error messages
     * @throws FrameTimeoutError if none arrives in time
     * @throws NetworkException instead, if a part of the network has failed
     * @throws IllegalStateException if this socket is or becomes closed
     */
    public Frame receive(String what, Predicate<Frame> wanted, Duration timeout) {
        Duration scaled = TimeoutScale.scaled(timeout);
        long deadline = System.nanoTime() + scaled.toNanos();
        while (true) {
            Frame frame = take(what, deadline);
            if (frame == null) {
                engine.failures().throwUnseen();
                throw new FrameTimeoutError(
                        "%s did not come to '%s' within %s; %s"
                                .formatted(
                                        what,
                                        link.name(),
                                        Seconds.format(scaled),
                                        engine.capture().describe()));
            }
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    private @Nullable Frame take(String what, long deadline) {
        synchronized (received) {
            long left = deadline - System.nanoTime();
            while (received.isEmpty() && !closed && left > 0) {
                try {
                    received.wait(left / 1_000_000, (int) (left % 1_000_000));
                } catch (InterruptedException e) {
                    throw InterruptedWait.interrupted(what, e);
                }
                left = deadline - System.nanoTime();
            }
            if (received.isEmpty() && closed) {
                throw new IllegalStateException(
                        "socket '%s' was closed before %s came".formatted(link.name(), what));
            }
            return received.poll();
        }
    }

    /** Take the oldest received frame without waiting. */
    public Optional<Frame> poll() {
        synchronized (received) {
            return Optional.ofNullable(received.poll());
        }
    }

    /** Detach the socket from the network. */
    @Override
    public void close() {
        engine.run(() -> engine.fabric().detach(link.port()));
        ended();
    }

    private void ended() {
        synchronized (received) {
            closed = true;
            received.notifyAll();
        }
        link.attachment().set(false);
    }

    /** Return the network's view of this socket. */
    Peer peer() {
        return new Peer() {
            /** Received frames that are hidden from the test until the capture is written. */
            private final Deque<Frame> arriving = new ArrayDeque<>();

            @Override
            public boolean offer(Frame frame) {
                synchronized (received) {
                    return received.size() + arriving.size() < QUEUE && arriving.add(frame);
                }
            }

            @Override
            public void flush() {
                if (!arriving.isEmpty()) {
                    synchronized (received) {
                        received.addAll(arriving);
                        received.notifyAll();
                    }
                    arriving.clear();
                }
            }

            @Override
            public void close() {
                ended();
            }
        };
    }
}
