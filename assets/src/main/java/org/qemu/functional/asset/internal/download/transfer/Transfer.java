package org.qemu.functional.asset.internal.download.transfer;

import org.qemu.functional.asset.TransferListener;
import org.qemu.functional.asset.internal.cache.DownloadFile;

/** A way to download a file from one URL, which may be attempted more than once. */
public interface Transfer {
    /** Return the URL. */
    String url();

    /**
     * Download the file, or the missing part of it, and check its hash.
     *
     * @throws TransferException if the URL does not provide it
     * @throws LocalDiskException if this host cannot write it
     */
    void into(DownloadFile file, TransferListener listener)
            throws TransferException, LocalDiskException, InterruptedException;
}
