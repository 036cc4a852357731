package org.qemu.functional.guest.image;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an image cannot be built because one of its parts does not exist or the disk cannot
 * be written.
 */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Create an exception without a cause. */
    public ImageException(String message) {
        super(message);
    }

    /** Create an exception with the failure that caused it. */
    public ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
