package org.qemu.functional.download;

import static org.qemu.functional.download.TransferException.Remedy.NONE;

import java.io.File;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.units.ByteSize;

/** Sees that a download stays within its limits: a server may send for ever. */
final class DownloadSizeCheck {
    /** Bytes between two looks at the disk. */
    private static final long BETWEEN_LOOKS = 1 << 20;

    private final DownloadLimits limits;
    private final File folder;

    /** Bytes of the disk that stay free; negative if the size of the disk is not told. */
    private final long floor;

    private long unseen;

    DownloadSizeCheck(DownloadLimits limits, DownloadFile file) {
        this.limits = limits;
        this.folder = file.folder().toFile();
        long total = folder.getTotalSpace();
        this.floor = total > 0 ? limits.minFree(total) : -1;
    }

    /**
     * Refuse what would be too much.
     *
     * @param total bytes of the file, as far as known
     * @param more bytes of them that are to be written
     */
    void expect(String url, long total, long more) throws TransferException, LocalDiskException {
        checkSize(url, total);
        checkDisk(more);
    }

    /**
     * Refuse what has become too much.
     *
     * @param total bytes of the file
     * @param more bytes of them that are about to be written
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
                    "No space left to use on the disk of '%s': %s of it are free, %s are needed, and %s stay free (%s)"
                            .formatted(
                                    folder,
                                    ByteSize.format(free),
                                    ByteSize.format(more),
                                    ByteSize.format(floor),
                                    DownloadLimits.MIN_FREE));
        }
    }
}
