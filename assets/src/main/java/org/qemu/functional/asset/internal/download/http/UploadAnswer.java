package org.qemu.functional.asset.internal.download.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * The result of an upload.
 *
 * @param reason why the file was not sent; empty if it was, or is there
 * @param pause how long the server asks to wait before another attempt; {@code null} if it does not
 */
public record UploadAnswer(Outcome outcome, String reason, @Nullable Duration pause) {
    /** Maximum length of a reason; a server may send any text. */
    private static final int LONGEST = 400;

    /** What became of the file. */
    public enum Outcome {
        /** The server has it now. */
        SENT,
        /** The server had it already. */
        PRESENT,
        /** Another attempt may succeed. */
        UNAVAILABLE,
        /** The server does not accept this file, but perhaps others. */
        REFUSED,
        /** The server accepts no file. */
        ALL_REFUSED,
        /** The file cannot be read, or its content does not have the hash. */
        DAMAGED
    }

    /** Create an answer; passwords and control characters are removed from the reason. */
    public UploadAnswer {
        reason = SafeText.line(reason);
        reason = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…";
    }

    static UploadAnswer of(Outcome outcome, String reason) {
        return new UploadAnswer(outcome, reason, null);
    }
}
