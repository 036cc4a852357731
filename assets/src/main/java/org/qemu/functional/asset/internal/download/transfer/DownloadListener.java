package org.qemu.functional.asset.internal.download.transfer;

import java.time.Duration;

/** Receives the events of one download, on the thread that downloads. */
public interface DownloadListener {
    /**
     * Called when a server has begun to send.
     *
     * @param url the URL after mirrors and redirects
     * @param size size of the whole file in bytes, or -1 if the server does not say
     */
    void started(String url, long size);

    /**
     * Called when a server has begun to send the rest of a partial download.
     *
     * @param there number of bytes downloaded before
     * @param size size of the whole file in bytes, or -1 if the server does not say
     */
    void resumed(String url, long there, long size);

    /** Called when more bytes have been received. */
    void received(long bytes);

    /** Called when an attempt failed and another one follows after a pause. */
    void retrying(String reason, Duration pause);

    /** Called when all attempts at one URL failed and the next URL is tried. */
    void movingOn(String reason);
}
