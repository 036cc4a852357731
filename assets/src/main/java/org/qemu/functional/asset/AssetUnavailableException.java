package org.qemu.functional.asset;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if an asset is not available now but may be later or elsewhere: no network, a server in
 * trouble, downloads disabled. JUnit skips a test that throws it and shows the message, which is
 * one line, as the reason.
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
