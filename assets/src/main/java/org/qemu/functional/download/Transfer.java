package org.qemu.functional.download;

import org.qemu.functional.cache.DownloadFile;

/** One way to get a file from one address, to be tried more than once. */
interface Transfer {
    /** Returns the address. */
    String url();

    /**
     * Fills the file, or what is missing of it, and proves that it is what was asked for.
     *
     * @throws TransferException if the address does not give it
     * @throws LocalDiskException if this host cannot keep it
     */
    void into(DownloadFile file, DownloadListener listener)
            throws TransferException, LocalDiskException, InterruptedException;
}
