package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Something to look for in what a console shows. */
public sealed interface ConsolePattern {
    /** How much of a pattern a message quotes, in characters. */
    int MAX_QUOTED = 200;

    /**
     * Look for these characters, encoded in UTF-8.
     *
     * @throws IllegalArgumentException if the text is empty, which would match before anything came
     */
    static ConsolePattern literal(String text) {
        return new Literal(text);
    }

    /**
     * Look for a regular expression in the stream; {@code ^} and {@code $} stand for the ends of a
     * line. It is matched against the characters of UTF-8; a byte that is part of none stands as
     * the character of the same number, {@code \\xff}. A match spans at most {@link
     * PatternScanner#REGEX_SPAN} bytes.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    static ConsolePattern regex(String regex) {
        return new Regex(Pattern.compile(regex));
    }

    /** Look for a compiled regular expression; see {@link #regex(String)}. */
    static ConsolePattern regex(Pattern regex) {
        return new Regex(regex);
    }

    /** The characters that it is spelt with: for a regular expression, those of the expression. */
    private String words() {
        return this instanceof Literal literal
                ? literal.text()
                : ((Regex) this).pattern().pattern();
    }

    /**
     * Whether this is spelt out within another, which so is the more precise of the two: what
     * matches that has matched this a little earlier.
     */
    default boolean isWithin(ConsolePattern other) {
        return !equals(other) && other.words().contains(words());
    }

    /** A run of characters. */
    record Literal(String text) implements ConsolePattern {
        public Literal {
            if (text.isEmpty()) {
                throw new IllegalArgumentException(
                        "an empty console pattern matches before anything came; name some text");
            }
        }

        byte[] bytes() {
            return text.getBytes(UTF_8);
        }

        @Override
        public String toString() {
            return "'" + excerpt(text) + "'";
        }
    }

    /** A regular expression. */
    record Regex(Pattern pattern) implements ConsolePattern {

        /** The same expression, in which {@code ^} and {@code $} stand for the ends of a line. */
        Pattern byLines() {
            return Pattern.compile(pattern.pattern(), pattern.flags() | Pattern.MULTILINE);
        }

        @Override
        public String toString() {
            return "/" + excerpt(pattern.pattern()) + "/";
        }
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_QUOTED
                ? text
                : "%s… (%d characters)".formatted(text.substring(0, MAX_QUOTED), text.length());
    }
}
