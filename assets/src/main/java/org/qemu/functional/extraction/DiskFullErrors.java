package org.qemu.functional.extraction;

import org.jspecify.annotations.Nullable;

/** Knows the error of a full disk or an exhausted quota; Java has no type for it. */
final class DiskFullErrors {
    private DiskFullErrors() {}

    static boolean isCauseOf(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
