package org.qemu.functional.guest.net;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.IoLoop;
import org.qemu.functional.guest.internal.net.Peer;

/**
 * Forward frames between ports, as a hub or as a switch.
 *
 * <p>Confined to the network's thread.
 */
final class Bridge implements IoLoop.Work {
    private final boolean learns;
    private final Capture capture;
    private final LongSupplier clock;
    private final long epoch;
    private final List<Port> ports = new ArrayList<>();

    /** The port at which an address was last seen. */
    private final Map<Long, Port> learned = new HashMap<>();

    private final List<Watch> watches = new ArrayList<>();

    private record Watch(
            Port port, Predicate<LinkStatistics> wanted, CompletableFuture<LinkStatistics> result) {
        /** Return whether the waiting thread has given up. */
        boolean isOver() {
            LinkStatistics now = port.statistics();
            return result.isDone() || (wanted.test(now) && result.complete(now));
        }
    }

    /**
     * Create a bridge without ports.
     *
     * @param learns whether it is a switch
     * @param clock a monotonic clock in nanoseconds with an arbitrary origin
     * @param now the wall clock time of the next reading of that clock
     */
    Bridge(boolean learns, Capture capture, LongSupplier clock, Instant now) {
        this.learns = learns;
        this.capture = capture;
        this.clock = clock;
        this.epoch = now.getEpochSecond() * 1_000_000_000 + now.getNano() - clock.getAsLong();
    }

    long now() {
        return clock.getAsLong();
    }

    void add(Port port) {
        ports.add(port);
    }

    /** Close a port's connection if it has one. */
    void detach(Port port) {
        Peer peer = port.peer;
        if (peer != null) {
            port.detach();
            peer.close();
            learned.values().removeIf(port::equals);
        }
    }

    /** Complete the result when the statistics of a port meet a condition. */
    void watch(
            Port port, Predicate<LinkStatistics> wanted, CompletableFuture<LinkStatistics> result) {
        Watch watch = new Watch(port, wanted, result);
        if (!watch.isOver()) {
            watches.add(watch);
        }
    }

    /** Receive a frame from a port's peer. */
    void receive(Port port, byte[] bytes) {
        if (bytes.length < Frame.HEADER) {
            port.countRunt();
            return;
        }
        receive(port, Frame.wrap(bytes));
    }

    void receive(Port port, Frame frame) {
        port.countReceived();
        long now = now();
        if (port.pass(frame, port.fromGuest, now)) {
            forward(port, frame, now);
        }
    }

    private void forward(Port from, Frame frame, long now) {
        capture.add(epoch + now, from.name, frame);
        Port only = learns ? switchTo(from, frame) : null;
        for (Port port : ports) {
            boolean meant = only == null ? port != from : port == only && port != from;
            // Without a peer at the other end, delay, loss and queues do not apply.
            if (meant && port.peer != null && port.pass(frame, port.toGuest, now)) {
                port.deliver(frame);
            }
        }
    }

    /** Learn the sender's port; return the receiver's port, or {@code null} if it is unknown. */
    private @Nullable Port switchTo(Port from, Frame frame) {
        if ((frame.u8(6) & 1) == 0) {
            learned.put(frame.address(6), from);
        }
        return frame.isMulticast() ? null : learned.get(frame.address(0));
    }

    /** Forward delayed frames, write the capture, and only then deliver the frames to the peers. */
    @Override
    public void turn() {
        long now = now();
        for (Port port : ports) {
            for (Frame frame = port.fromGuest.poll(now);
                    frame != null;
                    frame = port.fromGuest.poll(now)) {
                forward(port, frame, now);
            }
        }
        for (Port port : ports) {
            for (Frame frame = port.toGuest.poll(now);
                    frame != null;
                    frame = port.toGuest.poll(now)) {
                port.deliver(frame);
            }
        }
        capture.flush();
        for (Port port : ports) {
            if (port.peer != null) {
                port.peer.flush();
            }
        }
        if (!watches.isEmpty()) {
            watches.removeIf(Watch::isOver);
        }
    }

    @Override
    public long due() {
        long due = Long.MAX_VALUE;
        for (Port port : ports) {
            due = Math.min(due, port.due());
        }
        return due == Long.MAX_VALUE ? due : Math.max(0, due - now());
    }
}
