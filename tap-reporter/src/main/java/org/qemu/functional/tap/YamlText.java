package org.qemu.functional.tap;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.text.SafeText;

/**
 * Writes one text as a YAML scalar that three readers take alike: YAML 1.2, meson and prove.
 *
 * <p>The subset is narrow. Prove's {@code TAP::Parser::YAMLish::Reader} knows of escapes only
 * {@code \" \\ \a \e \f \n \r \t \v \xNN} and of block scalars only {@code |} and {@code >}, both
 * ending in a line break. Meson looks for the end of the block in every line, whatever its
 * indentation, and strips lines before it does.
 */
final class YamlText {

    /**
     * The most UTF-16 units that are written of one text. Meson reads lines of at most 64 KiB, and
     * Perl's regular expressions repeat a group at most 32766 times before version 5.30; an escaped
     * unit takes four bytes.
     */
    static final int MAX_LENGTH = 8000;

    private YamlText() {}

    /**
     * Returns {@code text} without passwords of URLs, or when it is too long its head and its tail
     * with a note of what lies between.
     */
    static String bounded(String whole) {
        String text = SafeText.withoutPasswords(whole);
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        String head = TapText.cut(text, MAX_LENGTH / 2);
        int tail = text.length() - MAX_LENGTH / 2 + 100;
        if (Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return "%s\n[… %d characters left out …]\n%s"
                .formatted(head, tail - head.length(), text.substring(tail));
    }

    /** Returns {@code text} between double quotes, escaped, on one line. */
    static String quoted(String text) {
        StringBuilder line = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> line.append(escaped(c)));
        return line.append('"').toString();
    }

    /**
     * Returns {@code text} quoted as an element of a list. Prove takes {@code - "a: b"} for a
     * mapping in spite of the quotes ({@code _read_array}), so there a colon before white space is
     * escaped too.
     */
    static String quotedElement(String text) {
        StringBuilder line = new StringBuilder(quoted(text));
        for (int i = line.length() - 2; i > 0; i--) {
            if (line.charAt(i) == ':' && TapText.isSpace(line.charAt(i + 1))) {
                line.replace(i, i + 1, "\\x3A");
            }
        }
        return line.toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
                    yield "\\x%02X".formatted(c);
                }
                yield SafeText.isEncodable(c) ? Character.toString(c) : "\uFFFD";
            }
        };
    }

    /**
     * Tells whether {@code text} can be written line by line under a {@code |} and comes through
     * every reader exactly.
     */
    static boolean fitsLiteral(String text) {
        if (!text.endsWith("\n") || text.startsWith(" ")) {
            return false;
        }
        return lines(text).stream().allMatch(YamlText::fitsLiteralLine);
    }

    /** Returns the lines of a text that ends in a line break. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (int start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
            lines.add(text.substring(start, end));
        }
        return lines;
    }

    private static boolean fitsLiteralLine(String line) {
        String stripped = TapText.strip(line);
        // Meson strips an empty line to one that is not indented, and takes any line
        // that starts with "...", however deep, for the end of the block. TAP::Parser::Iterator
        // glues the next line to a lone "not".
        if (stripped.isEmpty() || stripped.startsWith("...") || stripped.equals("not")) {
            return false;
        }
        // Prove counts all white space as indentation and gives plain spaces back.
        return line.indexOf(stripped) == leadingSpaces(line)
                && line.codePoints().allMatch(YamlText::isPlain);
    }

    private static int leadingSpaces(String line) {
        int count = 0;
        while (line.charAt(count) == ' ') {
            count++;
        }
        return count;
    }

    private static boolean isPlain(int c) {
        boolean control = (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
        boolean lineBreakOfOldYaml = c == 0x2028 || c == 0x2029;
        return !control && !lineBreakOfOldYaml && c != 0xFEFF && SafeText.isEncodable(c);
    }
}
