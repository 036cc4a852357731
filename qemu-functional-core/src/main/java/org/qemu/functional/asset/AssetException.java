package org.qemu.functional.asset;

import org.jspecify.annotations.Nullable;

/**
 * Tells that an asset cannot be had and that trying again will not help: it is gone, its hash is
 * wrong, the cache cannot be written. Somebody has to act, so a test that needs it fails.
 *
 * @see AssetUnavailableException
 */
public final class AssetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AssetException(String message) {
        super(message);
    }

    AssetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
