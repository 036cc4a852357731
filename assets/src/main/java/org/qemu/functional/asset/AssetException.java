package org.qemu.functional.asset;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Tells that an asset cannot be had and that trying again will not help: it is gone, its hash is
 * wrong, the cache cannot be written. Somebody has to act, so a test that needs it fails.
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

    /** Tell that the asset is there, and that its hash is another than the test wants. */
    static AssetException ofWrongContent(String message, @Nullable Throwable cause) {
        return new AssetException(message, cause, true);
    }

    /** Returns whether the asset is there, but with another hash than the test wants. */
    public boolean hasWrongContent() {
        return wrongContent;
    }
}
