package org.qemu.functional.asset.internal.download.transfer;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.NONE;

import java.io.File;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.units.ByteSize;

/** Keeps a download within its limits: a server may send forever. */
final class DownloadSizeCheck {
    /** Number of bytes between two checks of the disk. */
    private static final long BETWEEN_LOOKS = 1 << 20;

    private final DownloadLimits limits;
    private final File folder;

    /** Disk space in bytes that must stay free; negative if the size of the disk is unknown. */
    private final long floor;

    private long unseen;

    DownloadSizeCheck(DownloadLimits limits, DownloadFile file) {
        this.limits = limits;
        this.folder = file.folder().toFile();
        long total = folder.getTotalSpace();
        this.floor = total > 0 ? limits.minFree(total) : -1;
    }

    /**
     * Refuse a download that would exceed a limit.
     *
     * @param total size of the file in bytes, as far as it is known
     * @param more how many of these bytes are still to be written
     */
    void expect(String url, long total, long more) throws TransferException, LocalDiskException {
        checkSize(url, total);
        checkDisk(more);
    }

    /**
     * Refuse a download that has exceeded a limit.
     *
     * @param total size of the file in bytes
     * @param more how many of these bytes are about to be written
     */
    void take(String url, long total, int more) throws TransferException, LocalDiskException {
        checkSize(url, total);
        unseen += more;
        if (unseen >= BETWEEN_LOOKS) {
            unseen = 0;
            checkDisk(more);
        }
    }

    private void checkSize(String url, long total) throws TransferException {
        if (total > limits.maxSize()) {
            throw new TransferException(
                    NONE,
                    "%s has more than the %s that %s allows"
                            .formatted(
                                    url,
                                    ByteSize.format(limits.maxSize()),
                                    DownloadLimits.MAX_SIZE));
        }
    }

    private void checkDisk(long more) throws LocalDiskException {
        long free = folder.getUsableSpace();
        if (floor >= 0 && free - more < floor) {
            throw new LocalDiskException(
                    "No space left to use on the disk of '%s': %s are free, %s are needed, and %s must stay free (%s)"
                            .formatted(
                                    folder,
                                    ByteSize.format(free),
                                    ByteSize.format(more),
                                    ByteSize.format(floor),
                                    DownloadLimits.MIN_FREE));
        }
    }
}
