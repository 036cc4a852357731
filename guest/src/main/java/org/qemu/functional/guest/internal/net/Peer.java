package org.qemu.functional.guest.internal.net;

import org.qemu.functional.guest.net.Frame;

/** The other end of a port: a VM, or a socket of the test. Confined to the network's thread. */
public interface Peer {
    /**
     * Deliver a frame to the peer, now or at the next {@link #flush}.
     *
     * @return false if the queue is full
     */
    boolean offer(Frame frame);

    /** Send queued frames as far as possible without blocking. */
    void flush();

    /** Close the connection. */
    void close();
}
