package org.qemu.functional.asset;

import java.time.Duration;

/**
 * Hears how a fetch goes on. Called from the thread that fetches, which may be one of several, and
 * expected to return soon and to throw nothing.
 */
public interface FetchListener {
    /** Listener that does not listen. */
    FetchListener NONE = new FetchListener() {};

    /**
     * Tells that a server has begun to send.
     *
     * @param url where from, after mirrors and redirects
     * @param size bytes to come, or -1 when the server does not tell
     */
    default void started(Asset asset, String url, long size) {}

    /**
     * Tells that a server has begun to send what is missing of a torn download.
     *
     * @param there bytes that had come before
     * @param size bytes of the whole file, or -1 when the server does not tell
     */
    default void resumed(Asset asset, String url, long there, long size) {}

    /** Tells that so many more bytes have come. */
    default void received(Asset asset, long bytes) {}

    /** Tells that a try failed and that another follows after a pause. */
    default void retrying(Asset asset, String reason, Duration pause) {}

    /** Tells that an address is given up and the next one is tried. */
    default void movingOn(Asset asset, String reason) {}

    /** Tells that the asset is in the cache, and is hashed before its first use. */
    default void checking(Asset asset) {}

    /** Tells that another process fetches the asset and is waited for. */
    default void waiting(Asset asset) {}
}
