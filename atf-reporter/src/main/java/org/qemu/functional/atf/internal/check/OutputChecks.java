package org.qemu.functional.atf.internal.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.qemu.functional.text.SafeText;

/** The checks of a command's output; the messages begin as those of atf-check(1). */
public final class OutputChecks {
    /** The maximum number of lines of an output in a message. */
    private static final int SHOWN = 40;

    private OutputChecks() {}

    /** Compares one output with what is expected of it. */
    @FunctionalInterface
    public interface Check {
        /**
         * Return what is wrong, or nothing.
         *
         * @param name stdout or stderr
         */
        Optional<String> problem(String name, byte[] output);
    }

    /** Require no output. */
    public static Check empty() {
        return (name, output) ->
                output.length == 0
                        ? Optional.empty()
                        : Optional.of(name + " not empty:\n" + shown(output));
    }

    /** Require some output. */
    public static Check notEmpty() {
        return (name, output) ->
                output.length > 0 ? Optional.empty() : Optional.of(name + " is empty");
    }

    /** Require these bytes. */
    public static Check equalTo(byte[] expected, String what) {
        return (name, output) ->
                Arrays.equals(expected, output)
                        ? Optional.empty()
                        : Optional.of(
                                name
                                        + " does not match "
                                        + what
                                        + firstDifference(expected, output)
                                        + "\nexpected:\n"
                                        + shown(expected)
                                        + "actual:\n"
                                        + shown(output));
    }

    /** Require other bytes. */
    public static Check differentFrom(byte[] unwanted, String what) {
        return (name, output) ->
                Arrays.equals(unwanted, output)
                        ? Optional.of(name + " matches " + what + ":\n" + shown(output))
                        : Optional.empty();
    }

    /** Require the bytes of a file. */
    public static Check equalTo(Path file) {
        return (name, output) -> {
            byte[] expected;
            try {
                expected = Files.readAllBytes(file);
            } catch (IOException e) {
                return Optional.of(
                        "cannot read '%s', with which %s is compared: %s".formatted(file, name, e));
            }
            return equalTo(expected, "'" + file + "'").problem(name, output);
        };
    }

    /** Require a line with a match. */
    public static Check matching(Pattern regex) {
        return (name, output) ->
                matches(regex, output)
                        ? Optional.empty()
                        : Optional.of(
                                "regexp %s not in %s:\n%s".formatted(regex, name, shown(output)));
    }

    /** Require no line with a match. */
    public static Check notMatching(Pattern regex) {
        return (name, output) ->
                matches(regex, output)
                        ? Optional.of(
                                "regexp %s is in %s:\n%s".formatted(regex, name, shown(output)))
                        : Optional.empty();
    }

    /** Save the output. */
    public static Check savedTo(Path file) {
        return (name, output) -> {
            try {
                Files.write(file, output);
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot save %s to '%s'".formatted(name, file), e);
            }
        };
    }

    /** Return an output for a message, each line indented, at most 40 of them. */
    public static String shown(byte[] output) {
        List<String> lines = SafeText.lines(new String(output, UTF_8)).lines().toList();
        StringBuilder text = new StringBuilder();
        lines.stream().limit(SHOWN).forEach(line -> text.append("  ").append(line).append('\n'));
        if (lines.size() > SHOWN) {
            text.append("  [… %d more lines]\n".formatted(lines.size() - SHOWN));
        }
        if (output.length > 0 && output[output.length - 1] != '\n') {
            text.append("  [no newline at the end]\n");
        }
        return text.toString();
    }

    private static boolean matches(Pattern regex, byte[] output) {
        return new String(output, UTF_8).lines().anyMatch(line -> regex.matcher(line).find());
    }

    /** Return where outputs differ, because they may look alike. */
    private static String firstDifference(byte[] expected, byte[] output) {
        int at = Arrays.mismatch(expected, output);
        int line = 1;
        for (int i = 0; i < Math.min(at, output.length); i++) {
            if (output[i] == '\n') {
                line++;
            }
        }
        return " from byte %d on, in line %d".formatted(at, line);
    }
}
