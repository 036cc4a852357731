package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** A pattern to search for in the visible output of a console. */
public sealed interface ConsolePattern {
    /** The maximum number of characters of a pattern in a message. */
    int MAX_QUOTED = 200;

    /**
     * Return a pattern that matches these characters, encoded in UTF-8.
     *
     * @throws IllegalArgumentException if the text is empty, since it would match before any output
     */
    static ConsolePattern literal(String text) {
        return new Literal(text);
    }

    /**
     * Return a pattern that matches a regular expression; {@code ^} and {@code $} match at the ends
     * of a line. The expression is matched against characters decoded from UTF-8; a byte that is
     * not part of one becomes the character with the same number, {@code \\xff}. A match spans at
     * most {@link PatternScanner#REGEX_SPAN} bytes.
     *
     * @throws java.util.regex.PatternSyntaxException if the syntax is invalid
     */
    static ConsolePattern regex(String regex) {
        return new Regex(Pattern.compile(regex));
    }

    /** Return a pattern that matches a compiled regular expression; see {@link #regex(String)}. */
    static ConsolePattern regex(Pattern regex) {
        return new Regex(regex);
    }

    /** Return the literal text, or the source of the regular expression. */
    private String words() {
        return this instanceof Literal literal
                ? literal.text()
                : ((Regex) this).pattern().pattern();
    }

    /**
     * Return whether this pattern's text is part of another's. The other pattern is then more
     * specific: this one matches slightly before it.
     */
    default boolean isWithin(ConsolePattern other) {
        return !equals(other) && other.words().contains(words());
    }

    /** A literal text. */
    record Literal(String text) implements ConsolePattern {
        public Literal {
            if (text.isEmpty()) {
                throw new IllegalArgumentException(
                        "an empty console pattern would match before any output; specify a text");
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

        /** Return the expression with {@code ^} and {@code $} matching at the ends of a line. */
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
