package org.qemu.functional.asset;

import java.time.Duration;

/**
 * Receives the events of fetches. Called on the thread that fetches, which may be one of several.
 * Implementations must return quickly and must not throw.
 */
public interface FetchListener {
    /** A listener that ignores all events. */
    FetchListener NONE = new FetchListener() {};

    /**
     * Called when a server has begun to send.
     *
     * @param url the URL after mirrors and redirects
     * @param size number of bytes to come, or -1 if the server does not say
     */
    default void started(Asset asset, String url, long size) {}

    /**
     * Called when a server has begun to send the rest of a partial download.
     *
     * @param there number of bytes downloaded before
     * @param size size of the whole file in bytes, or -1 if the server does not say
     */
    default void resumed(Asset asset, String url, long there, long size) {}

    /** Called when more bytes have been received. */
    default void received(Asset asset, long bytes) {}

    /** Called when an attempt failed and another one follows after a pause. */
    default void retrying(Asset asset, String reason, Duration pause) {}

    /** Called when all attempts at one URL failed and the next URL is tried. */
    default void movingOn(Asset asset, String reason) {}

    /** Called when the asset is in the cache and is about to be hashed before its first use. */
    default void checking(Asset asset) {}

    /** Called when the fetch waits for another process that downloads the asset. */
    default void waiting(Asset asset) {}
}
