package org.qemu.functional.atf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.qemu.functional.atf.internal.check.OutputChecks;

/**
 * What a command should write to standard output or standard error, as the actions of atf_check's
 * options {@code -o} and {@code -e}.
 */
public final class OutputCheck {
    private final OutputChecks.Check check;

    private OutputCheck(OutputChecks.Check check) {
        this.check = check;
    }

    /** Require no output; this is the default. */
    public static OutputCheck empty() {
        return new OutputCheck(OutputChecks.empty());
    }

    /** Require some output. */
    public static OutputCheck notEmpty() {
        return new OutputCheck(OutputChecks.notEmpty());
    }

    /** Allow any output. */
    public static OutputCheck ignored() {
        return new OutputCheck((name, output) -> Optional.empty());
    }

    /** Require exactly this text, in UTF-8, with its newlines. */
    public static OutputCheck text(String text) {
        return new OutputCheck(OutputChecks.equalTo(text.getBytes(UTF_8), "the expected text"));
    }

    /** Require any other output than this text. */
    public static OutputCheck notText(String text) {
        return new OutputCheck(OutputChecks.differentFrom(text.getBytes(UTF_8), "the text"));
    }

    /** Require exactly the bytes of a file, which is read after the command has ended. */
    public static OutputCheck file(Path file) {
        return new OutputCheck(OutputChecks.equalTo(file));
    }

    /**
     * Require that a line contains a match of a regular expression.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none of Java's
     */
    public static OutputCheck match(String regex) {
        return new OutputCheck(OutputChecks.matching(Pattern.compile(regex)));
    }

    /** Require that no line contains a match of a regular expression. */
    public static OutputCheck notMatch(String regex) {
        return new OutputCheck(OutputChecks.notMatching(Pattern.compile(regex)));
    }

    /** Save the output to a file, which is replaced, and allow any. */
    public static OutputCheck savedTo(Path file) {
        return new OutputCheck(OutputChecks.savedTo(file));
    }

    /** Return what is wrong with an output, or nothing. */
    Optional<String> problem(String name, byte[] output) {
        return check.problem(name, output);
    }
}
