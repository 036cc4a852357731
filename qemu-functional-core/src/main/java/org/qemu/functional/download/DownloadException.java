package org.qemu.functional.download;

import org.jspecify.annotations.Nullable;

/** Tells that no address has given the file, and whether any of them may do so later. */
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean permanent;

    DownloadException(boolean permanent, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.permanent = permanent;
    }

    /** Tells whether trying again will not help: somebody has to act. */
    public boolean permanent() {
        return permanent;
    }
}
