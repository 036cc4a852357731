package org.qemu.functional.archive;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Tells that an archive or a compressed file cannot be unpacked: it is damaged, of another kind
 * than expected, lacks the member, wants to write outside its folder, or the disk refuses. What was
 * written before is whole; what was being written is gone.
 */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ArchiveException(String message) {
        super(SafeText.line(message));
    }

    ArchiveException(String message, @Nullable Throwable cause) {
        super(SafeText.line(message), cause);
    }
}
