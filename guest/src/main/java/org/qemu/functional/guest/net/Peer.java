package org.qemu.functional.guest.net;

/**
 * What is at the far end of a port: a VM, or a socket of the test. Used by the network's thread.
 */
interface Peer {
    /**
     * Take a frame to the peer, now or at the next {@link #flush}.
     *
     * @return false if it has no room
     */
    boolean offer(Frame frame);

    /** Send what waits, as far as the peer takes it without a wait. */
    void flush();

    /** Break the connection. */
    void close();
}
