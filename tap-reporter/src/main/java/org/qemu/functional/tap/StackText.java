package org.qemu.functional.tap;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints stacks for people: without the frames of JUnit and of reflection, each line printable,
 * none of them empty.
 */
final class StackText {

    /** Enough for a cause or two; beyond, the log files have it. */
    static final int MAX_LINES = 80;

    private static final Pattern MACHINERY =
            Pattern.compile(
                    "\\s*at (?:[\\w.]+@?[\\w.]*/+)*(?:org\\.junit\\.|jdk\\.internal\\.|java\\.lang\\.reflect\\."
                            + "|java\\.util\\.concurrent\\.ForkJoin).*");

    /** As in "... 12 more", which would keep the text from being written line by line. */
    private static final Pattern DOTS = Pattern.compile("^(\\s*)\\.\\.\\.");

    private StackText() {}

    /**
     * Returns the throwable with its causes and those it suppressed; the text ends in a line break.
     */
    static String of(Throwable throwable) {
        StringWriter text = new StringWriter();
        PrintWriter printer = new PrintWriter(text);
        throwable.printStackTrace(printer);
        printer.flush();
        return trimmed(text.toString().lines());
    }

    /**
     * Returns the frames of a thread, with nothing when it has ended; the text ends in a line
     * break.
     */
    static String of(StackTraceElement[] frames) {
        return trimmed(Arrays.stream(frames).map(frame -> "at " + frame));
    }

    private static String trimmed(Stream<String> lines) {
        return lines.filter(line -> !MACHINERY.matcher(line).matches())
                .map(line -> TapText.visible(line.replace("\t", "    ")))
                .map(line -> DOTS.matcher(line).replaceFirst("$1…"))
                .filter(line -> !TapText.strip(line).isEmpty())
                .limit(MAX_LINES)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
