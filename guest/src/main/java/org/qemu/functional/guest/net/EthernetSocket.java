package org.qemu.functional.guest.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Send and receive raw Ethernet frames from the test, as one more station of a network.
 *
 * <p>Receives everything that the network brings to its link, whomever it is addressed to. What is
 * not taken waits, up to {@link #QUEUE} frames; what comes then is dropped and counted by {@link
 * Link#dropped()}. Any thread may use it.
 */
public final class EthernetSocket implements AutoCloseable {
    /** How many frames wait until they are taken. */
    public static final int QUEUE = 4096;

    /** How many frames may be under way to the network's thread; who sends more waits for it. */
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

    /** Return the link by which it is attached: it can be cut and slowed down like a VM's. */
    public Link link() {
        return link;
    }

    /** Return its address: see {@link Link#mac()}. */
    public String mac() {
        return link.mac();
    }

    /**
     * Send a frame, and return before it has got anywhere.
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
     * @throws IllegalArgumentException if there are too few or too many: see {@link Frame#of}
     */
    public void send(byte... frame) {
        send(Frame.of(frame));
    }

    /**
     * Take the oldest frame that has come, waiting for it if need be.
     *
     * @throws FrameTimeoutError if none comes in time
     * @throws IllegalStateException if this socket is closed, also while it waits
     */
    public Frame receive(Duration timeout) {
        return receive("a frame", any -> true, timeout);
    }

    /**
     * Take frames, the oldest first, until one matches; those before it are lost to this socket.
     *
     * @param what is awaited, for the message of a failure
     * @throws FrameTimeoutError if none comes in time
     * @throws NetworkException in its place if something of the network has failed
     * @throws IllegalStateException if this socket is closed, also while it waits
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

    /** Take the oldest frame that has come, without a wait. */
    public Optional<Frame> poll() {
        synchronized (received) {
            return Optional.ofNullable(received.poll());
        }
    }

    /** Leave the network. */
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

    /** The network's view of it. */
    Peer peer() {
        return new Peer() {
            /** Those that the test is not to see before the capture has been written. */
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
