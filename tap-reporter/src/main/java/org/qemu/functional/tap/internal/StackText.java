package org.qemu.functional.tap.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Formats stack traces in human-readable form: without the frames of JUnit and of reflection, each
 * line printable, none of them empty.
 */
final class StackText {

    /**
     * The maximum number of lines. It is enough for a cause or two; the log files contain the rest.
     */
    static final int MAX_LINES = 80;

    private static final Pattern MACHINERY =
            Pattern.compile(
                    "\\s*at (?:[\\w.]+@?[\\w.]*/+)*(?:org\\.junit\\.|jdk\\.internal\\.|java\\.lang\\.reflect\\."
                            + "|java\\.util\\.concurrent\\.ForkJoin).*");

    /** A line such as "... 12 more", which cannot be in a literal block. */
    private static final Pattern DOTS = Pattern.compile("^(\\s*)\\.\\.\\.");

    private final String known;
    private final List<String> lines = new ArrayList<>();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private StackText(String known) {
        this.known = known;
    }

    /**
     * Return the frames of a throwable, its causes and its suppressed throwables; the text ends
     * with a line break.
     *
     * @param known what the reader has already read: messages in it are not repeated
     */
    static String of(Throwable throwable, String known) {
        StackText text = new StackText(known);
        text.add(throwable, "", new StackTraceElement[0]);
        return trimmed(text.lines.stream());
    }

    /** Return the frames of a thread, empty if it has ended; the text ends with a line break. */
    static String of(StackTraceElement[] frames) {
        return trimmed(Arrays.stream(frames).map(frame -> "at " + frame));
    }

    private void add(Throwable throwable, String indent, StackTraceElement[] enclosing) {
        seen.add(throwable);
        StackTraceElement[] frames = throwable.getStackTrace();
        int shared = shared(frames, enclosing);
        for (int i = 0; i < frames.length - shared && lines.size() < 4 * MAX_LINES; i++) {
            lines.add(indent + "at " + frames[i]);
        }
        if (shared > 0) {
            lines.add(indent + "… " + shared + " more");
        }
        for (Throwable suppressed : throwable.getSuppressed()) {
            addOther("Suppressed: ", suppressed, indent + "    ", frames);
        }
        Throwable cause = throwable.getCause();
        if (cause != null) {
            addOther("Caused by: ", cause, indent, frames);
        }
    }

    private void addOther(
            String caption, Throwable other, String indent, StackTraceElement[] enclosing) {
        if (!seen.contains(other)) {
            String text = ThrowableText.of(other);
            String shown = known.contains(text) ? other.getClass().getName() : text;
            (caption + shown).lines().forEach(line -> lines.add(indent + line));
            add(other, indent, enclosing);
        }
    }

    /** Return the number of outermost frames that equal those of the throwable printed before. */
    private static int shared(StackTraceElement[] frames, StackTraceElement[] enclosing) {
        int count = 0;
        while (count < Math.min(frames.length, enclosing.length)
                && frames[frames.length - 1 - count].equals(
                        enclosing[enclosing.length - 1 - count])) {
            count++;
        }
        return count;
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
