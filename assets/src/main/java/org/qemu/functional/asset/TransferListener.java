package org.qemu.functional.asset;

import java.time.Duration;

/**
 * Receives the events of the fetch of one asset, on the thread that fetches. Implementations must
 * return quickly and must not throw.
 */
public interface TransferListener {
    /** A listener that ignores all events. */
    TransferListener NONE = new TransferListener() {};

    /**
     * Called when a server has begun to send.
     *
     * @param url the URL after mirrors and redirects
     * @param size size of the whole file in bytes, or -1 if the server does not say
     */
    default void started(String url, long size) {}

    /**
     * Called when a server has begun to send the rest of a partial download.
     *
     * @param there number of bytes downloaded before
     * @param size size of the whole file in bytes, or -1 if the server does not say
     */
    default void resumed(String url, long there, long size) {}

    /** Called when more bytes have been received. */
    default void received(long bytes) {}

    /** Called when an attempt failed and another one follows after a pause. */
    default void retrying(String reason, Duration pause) {}

    /** Called when all attempts at one URL failed and the next URL is tried. */
    default void movingOn(String reason) {}

    /** Called when the asset is in the cache and is about to be hashed before its first use. */
    default void checking() {}

    /** Called when the fetch waits for another process that downloads the asset. */
    default void waiting() {}
}
