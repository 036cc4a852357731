package org.qemu.functional.guest.image;

import org.jspecify.annotations.Nullable;

/** Tells that an image cannot be made: something in it does not exist, or the disk refuses. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }

    ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
