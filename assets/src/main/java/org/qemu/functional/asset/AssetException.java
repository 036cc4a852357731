package org.qemu.functional.asset;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if an asset is not available and trying again will not help: it no longer exists, its hash
 * is wrong, the cache is not writable. Somebody has to act, so a test that needs it fails.
 *
 * @see AssetUnavailableException
 */
public final class AssetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean wrongContent;

    AssetException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private AssetException(String message, @Nullable Throwable cause, boolean wrongContent) {
        super(SafeText.line(message), cause);
        this.wrongContent = wrongContent;
    }

    /**
     * Create an exception for an asset that was found but has another hash than the test expects.
     */
    static AssetException ofWrongContent(String message, @Nullable Throwable cause) {
        return new AssetException(message, cause, true);
    }

    /** Return whether the asset was found but has another hash than the test expects. */
    public boolean hasWrongContent() {
        return wrongContent;
    }
}
