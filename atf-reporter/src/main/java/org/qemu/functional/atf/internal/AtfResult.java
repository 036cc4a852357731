package org.qemu.functional.atf.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.qemu.functional.tap.internal.Expectation;
import org.qemu.functional.text.SafeText;

/**
 * The result of a test case, as the one line of the result file.
 *
 * @param type the word at the start of the line
 * @param reason what follows it, empty for none
 * @param status the exit status that kyua requires with it
 */
public record AtfResult(String type, String reason, int status) {
    /** The maximum length of a reason, in bytes of UTF-8; kyua 0.13 was seen to read as much. */
    public static final int MAX_BYTES = 100_000;

    private static final String CUT = " […]";

    /** Return the result of a passed test. */
    public static AtfResult passed() {
        return new AtfResult("passed", "", 0);
    }

    /** Return the result of a test that failed unexpectedly. */
    public static AtfResult failed(String reason) {
        return new AtfResult("failed", reason, 1);
    }

    /** Return the result of a skipped test. */
    public static AtfResult skipped(String reason) {
        return new AtfResult("skipped", reason, 0);
    }

    /** Return the result of a test that failed as its author has announced. */
    public static AtfResult expectedFailure(String reason) {
        return new AtfResult("expected_failure", reason, 0);
    }

    /** Return the result of a test that could not run; kyua accepts any status with it. */
    public static AtfResult broken(String reason) {
        return new AtfResult("broken", reason, 1);
    }

    /**
     * Return what is written while a test runs that will end by an exit, a signal or a time-out.
     */
    public static AtfResult expected(Expectation expectation) {
        String number =
                expectation.number() == Expectation.ANY ? "" : "(" + expectation.number() + ")";
        String type =
                switch (expectation.kind()) {
                    case DEATH -> "expected_death";
                    case EXIT -> "expected_exit" + number;
                    case SIGNAL -> "expected_signal" + number;
                    case TIMEOUT -> "expected_timeout";
                    case FAILURE -> "expected_failure";
                };
        return new AtfResult(type, expectation.reason(), 0);
    }

    /**
     * Return the line with its newline. Characters that would end the line or that a terminal
     * interprets are replaced by visible ones, because the format has no escapes.
     */
    public String line() {
        if (type.equals("passed")) {
            return "passed\n";
        }
        String text = SafeText.line(reason.strip());
        return type + ": " + (text.isEmpty() ? "no reason given" : cut(text)) + "\n";
    }

    private static String cut(String text) {
        if (text.length() <= MAX_BYTES / 3) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES - CUT.getBytes(UTF_8).length);
        CharBuffer chars = CharBuffer.wrap(text);
        // The encoder stops before a character that does not fit as a whole.
        UTF_8.newEncoder().encode(chars, bytes, true);
        return chars.hasRemaining() ? text.substring(0, chars.position()) + CUT : text;
    }
}
