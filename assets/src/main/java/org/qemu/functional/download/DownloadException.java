package org.qemu.functional.download;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/** Tells that no address has given the file, and whether any of them may do so later. */
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean permanent;

    private final boolean wrongContent;

    DownloadException(boolean permanent, String message, @Nullable Throwable cause) {
        this(permanent, false, message, cause);
    }

    DownloadException(
            boolean permanent, boolean wrongContent, String message, @Nullable Throwable cause) {
        super(SafeText.line(message), cause);
        this.permanent = permanent;
        this.wrongContent = wrongContent;
    }

    /** Tells whether an address gave a file, and that had another hash. */
    public boolean wrongContent() {
        return wrongContent;
    }

    /** Tells whether trying again will not help: somebody has to act. */
    public boolean permanent() {
        return permanent;
    }
}
