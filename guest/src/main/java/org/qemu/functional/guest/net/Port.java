package org.qemu.functional.guest.net;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The network's side of a link: its state, touched by the network's thread alone. */
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
     * Take a frame in at one side.
     *
     * @return whether it comes out at the other at once
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

    /** Take a frame to the VM. */
    void deliver(Frame frame) {
        if (peer == null) {
            cut++;
        } else if (peer.offer(frame)) {
            sent++;
        } else {
            dropped++;
        }
    }

    /** Lose what is on its way, as a cable that is cut does. */
    void cut() {
        isCut = true;
        cut += fromGuest.clear() + toGuest.clear();
    }

    void detach() {
        peer = null;
        cut += toGuest.clear();
    }

    /** See whether the peer is still there. */
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
