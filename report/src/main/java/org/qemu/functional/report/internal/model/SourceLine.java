package org.qemu.functional.report.internal.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a source file.
 *
 * @param file the name of the file, without its folder
 * @param line the number of the line, from 1
 */
public record SourceLine(String file, int line) {
    private static final Pattern FORM = Pattern.compile("([\\w$.-]{1,200}):(\\d{1,7})");

    /** Parse {@code FooTest.java:42}. */
    public static Optional<SourceLine> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new SourceLine(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
