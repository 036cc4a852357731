package org.qemu.functional.asset;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.text.SafeText;

/**
 * Tells that an asset cannot be had now, though it may be later or elsewhere: no network, a server
 * in trouble, downloads switched off. JUnit skips a test that throws it and shows the message,
 * which is one line, as the reason.
 *
 * @see AssetException
 */
public final class AssetUnavailableException extends TestAbortedException {
    private static final long serialVersionUID = 1;

    AssetUnavailableException(String message) {
        super(SafeText.line(message));
    }

    AssetUnavailableException(String message, @Nullable Throwable cause) {
        super(SafeText.line(message), cause);
    }
}
