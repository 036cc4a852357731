package org.qemu.functional.download;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells why one try at one address failed; never leaves this package. */
final class TransferException extends Exception {
    private static final long serialVersionUID = 1;

    /** What may help. */
    enum Remedy {
        /** Trying the same address again. */
        RETRY,
        /** Nothing now, but later or elsewhere. */
        LATER,
        /** Nothing at this address. */
        NONE
    }

    private final Remedy remedy;
    private final @Nullable Duration retryAfter;

    private final boolean wrongContent;

    TransferException(Remedy remedy, String message) {
        this(remedy, message, null, null);
    }

    private TransferException(String message) {
        super(message);
        this.remedy = Remedy.NONE;
        this.retryAfter = null;
        this.wrongContent = true;
    }

    /** Tells that all of the file came, and that its hash is another. */
    static TransferException ofWrongContent(String message) {
        return new TransferException(message);
    }

    TransferException(
            Remedy remedy,
            String message,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        super(message, cause);
        this.remedy = remedy;
        this.retryAfter = retryAfter;
        this.wrongContent = false;
    }

    boolean wrongContent() {
        return wrongContent;
    }

    Remedy remedy() {
        return remedy;
    }

    /** Returns how long the server asks to be left alone, or {@code null} when it does not. */
    @Nullable Duration retryAfter() {
        return retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
