package org.qemu.functional.asset.internal.download;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/** Thrown if no URL provided the file; tells whether one of them may do so later. */
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

    /** Return whether a URL provided a file with another hash. */
    public boolean wrongContent() {
        return wrongContent;
    }

    /** Return whether trying again will not help, so that somebody has to act. */
    public boolean permanent() {
        return permanent;
    }
}
