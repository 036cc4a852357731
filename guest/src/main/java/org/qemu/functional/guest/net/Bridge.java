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

/**
 * Carries frames from port to port, as a hub does or as a switch.
 *
 * <p>Touched by the network's thread alone.
 */
final class Bridge implements IoLoop.Work {
    private final boolean learns;
    private final Capture capture;
    private final LongSupplier clock;
    private final long epoch;
    private final List<Port> ports = new ArrayList<>();

    /** Behind which port an address was last seen. */
    private final Map<Long, Port> learned = new HashMap<>();

    private final List<Watch> watches = new ArrayList<>();

    private record Watch(
            Port port, Predicate<LinkStatistics> wanted, CompletableFuture<LinkStatistics> result) {
        /** Whether nobody waits any longer. */
        boolean isOver() {
            LinkStatistics now = port.statistics();
            return result.isDone() || (wanted.test(now) && result.complete(now));
        }
    }

    /**
     * Make one without ports.
     *
     * @param learns whether it is a switch
     * @param clock in nanoseconds since any moment, never going back
     * @param now what the clock of the world shows when that clock is read next
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

    /** Break a port's connection, if it has one. */
    void detach(Port port) {
        Peer peer = port.peer;
        if (peer != null) {
            port.detach();
            peer.close();
            learned.values().removeIf(port::equals);
        }
    }

    /** Complete the result when the counts of a port are as wanted. */
    void watch(
            Port port, Predicate<LinkStatistics> wanted, CompletableFuture<LinkStatistics> result) {
        Watch watch = new Watch(port, wanted, result);
        if (!watch.isOver()) {
            watches.add(watch);
        }
    }

    /** Take a frame from a port's peer. */
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
            // Nobody is at the other end: no delay, loss or queue has anything to do.
            if (meant && port.peer != null && port.pass(frame, port.toGuest, now)) {
                port.deliver(frame);
            }
        }
    }

    /**
     * Learn where the sender is; returns where the receiver is, {@code null} if that is unknown.
     */
    private @Nullable Port switchTo(Port from, Frame frame) {
        if ((frame.u8(6) & 1) == 0) {
            learned.put(frame.address(6), from);
        }
        return frame.isMulticast() ? null : learned.get(frame.address(0));
    }

    /** Send on what was delayed, write the capture, and only then give the frames to the peers. */
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
