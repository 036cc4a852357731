package org.qemu.functional.files;

import org.jspecify.annotations.Nullable;

/** Recognize the errors of a full disk and of an exhausted quota, for which Java has no type. */
public final class DiskFullErrors {
    private DiskFullErrors() {}

    /** Return whether an exception, or one of its causes, says so. */
    public static boolean isCauseOf(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            // The texts of ENOSPC and EDQUOT, and of DownloadSizeCheck.
            if (message.contains("No space left") || message.contains("uota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
