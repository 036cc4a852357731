package org.qemu.functional.asset.internal.download.transfer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Thrown if one attempt at one URL failed; never leaves this package. The message contains the
 * server's text in bounded length, without control characters and passwords.
 */
public final class TransferException extends Exception {
    private static final long serialVersionUID = 1;

    /** What may help. */
    public enum Remedy {
        /** Trying the same URL again. */
        RETRY,
        /** Nothing now, but another time or another URL. */
        LATER,
        /** Nothing at this URL. */
        NONE
    }

    /** Maximum length of a message; a server may send a reason of any length. */
    private static final int LONGEST = 1000;

    private final Remedy remedy;
    private final @Nullable Duration retryAfter;

    private final boolean wrongContent;

    public TransferException(Remedy remedy, String message) {
        this(remedy, message, null, null);
    }

    private TransferException(String message) {
        super(safe(message));
        this.remedy = Remedy.NONE;
        this.retryAfter = null;
        this.wrongContent = true;
    }

    /** Create an exception for a complete file with another hash. */
    static TransferException ofWrongContent(String message) {
        return new TransferException(message);
    }

    public TransferException(
            Remedy remedy,
            String message,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        super(safe(message), cause == null ? null : SafeText.cause(cause));
        this.remedy = remedy;
        this.retryAfter = retryAfter;
        this.wrongContent = false;
    }

    private static String safe(String message) {
        String line = SafeText.line(message);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    public boolean wrongContent() {
        return wrongContent;
    }

    public Remedy remedy() {
        return remedy;
    }

    /** Return the pause that the server requests, or {@code null} if it does not. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
