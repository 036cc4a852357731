package org.qemu.functional.guest.net;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.Peer;
import org.qemu.functional.guest.internal.net.StreamPeer;
import org.qemu.functional.guest.internal.net.TrafficShaper;

/** The network's side of a link: its state, confined to the network's thread. */
final class Port {
    final String name;
    final TrafficShaper fromGuest = new TrafficShaper();
    final TrafficShaper toGuest = new TrafficShaper();
    @Nullable Predicate<Frame> filter;
    boolean isCut;
    @Nullable Peer peer;
    @Nullable NetworkException failure;

    private long received;
    private long sent;
    private long dropped;
    private long lost;
    private long cut;
    private long filtered;
    private long runts;

    Port(String name) {
        this.name = name;
    }

    TrafficShaper shaper(Direction direction) {
        return direction == Direction.FROM_GUEST ? fromGuest : toGuest;
    }

    void countReceived() {
        received++;
    }

    void countRunt() {
        received++;
        runts++;
    }

    /**
     * Pass a frame to a traffic shaper.
     *
     * @return whether it can be forwarded at once
     */
    boolean pass(Frame frame, TrafficShaper shaper, long now) {
        if (isCut) {
            cut++;
            return false;
        }
        if (filter != null && !filter.test(frame)) {
            filtered++;
            return false;
        }
        return switch (shaper.offer(frame, now)) {
            case PASSES -> true;
            case WAITS -> false;
            case LOST -> {
                lost++;
                yield false;
            }
            case OVERFLOWS -> {
                dropped++;
                yield false;
            }
        };
    }

    /** Deliver a frame to the VM. */
    void deliver(Frame frame) {
        if (peer == null) {
            cut++;
        } else if (peer.offer(frame)) {
            sent++;
        } else {
            dropped++;
        }
    }

    /** Discard the frames in flight, as when a cable is cut. */
    void cut() {
        isCut = true;
        cut += fromGuest.clear() + toGuest.clear();
    }

    void detach() {
        peer = null;
        cut += toGuest.clear();
    }

    /** Check whether the peer is still connected. */
    void look() {
        if (peer instanceof StreamPeer stream) {
            stream.read();
        }
    }

    long due() {
        return Math.min(fromGuest.due(), toGuest.due());
    }

    LinkStatistics statistics() {
        return new LinkStatistics(received, sent, dropped, lost, cut, filtered, runts);
    }
}
