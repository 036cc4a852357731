package org.qemu.functional.guest.image;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an image cannot be built because one of its parts does not exist or the disk cannot
 * be written.
 */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
