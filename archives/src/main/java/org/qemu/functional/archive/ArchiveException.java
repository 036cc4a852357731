package org.qemu.functional.archive;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if an archive or a compressed file cannot be unpacked: it is damaged, has another format
 * than expected, lacks the requested member or has a member that would be written outside the
 * target folder; or writing to the disk failed. Files that were written before are complete; the
 * file that was being written is removed.
 */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Create an exception without a cause. */
    public ArchiveException(String message) {
        super(SafeText.line(message));
    }

    /** Create an exception with the failure that caused it. */
    public ArchiveException(String message, @Nullable Throwable cause) {
        super(SafeText.line(message), cause);
    }
}
