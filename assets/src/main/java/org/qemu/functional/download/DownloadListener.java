package org.qemu.functional.download;

import java.time.Duration;

/** Hears how one download goes on, in the thread that downloads. */
public interface DownloadListener {
    /**
     * Tells that a server has begun to send.
     *
     * @param url where from, after mirrors and redirects
     * @param size bytes of the whole file, or -1 when the server does not tell
     */
    void started(String url, long size);

    /**
     * Tells that a server has begun to send what is missing of a torn download.
     *
     * @param there bytes that had come before
     * @param size bytes of the whole file, or -1 when the server does not tell
     */
    void resumed(String url, long there, long size);

    /** Tells that so many more bytes have come. */
    void received(long bytes);

    /** Tells that a try failed and that another follows after a pause. */
    void retrying(String reason, Duration pause);

    /** Tells that an address is given up and the next one is tried. */
    void movingOn(String reason);
}
