package org.qemu.functional.tap;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.tap.internal.TapText;
import org.qemu.functional.text.SafeText;

/**
 * Writes one text as a YAML scalar that three readers interpret alike: YAML 1.2, meson and prove.
 *
 * <p>The subset is narrow. Prove's {@code TAP::Parser::YAMLish::Reader} supports only the escapes
 * {@code \" \\ \a \e \f \n \r \t \v \xNN} and only the block scalars {@code |} and {@code >}, both
 * ending with a line break. Meson looks for the end of the block in every line, whatever its
 * indentation, and strips lines before it does.
 */
final class YamlText {

    /**
     * The maximum number of UTF-16 units that are written of one text. Meson reads lines of at most
     * 64 KiB. Perl's regular expressions repeat a group at most 32766 times before version 5.30,
     * and an escaped unit takes four bytes.
     */
    static final int MAX_LENGTH = 8000;

    private YamlText() {}

    /**
     * Return {@code text} without passwords of URLs. If it is too long, return its beginning and
     * its end with a note about the omitted part.
     */
    static String bounded(String original) {
        String text = SafeText.withoutPasswords(original);
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        String head = TapText.cut(text, MAX_LENGTH / 2);
        int tail = text.length() - MAX_LENGTH / 2 + 100;
        if (Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return "%s\n[… %d characters omitted …]\n%s"
                .formatted(head, tail - head.length(), text.substring(tail));
    }

    /** Return {@code text} between double quotes, escaped, on one line. */
    static String quoted(String text) {
        StringBuilder line = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> line.append(escaped(c)));
        return line.append('"').toString();
    }

    /**
     * Return {@code text} quoted as an element of a list. Prove interprets {@code - "a: b"} as a
     * mapping in spite of the quotes ({@code _read_array}), so a colon before white space is
     * escaped there, too.
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
     * Return whether {@code text} can be written line by line as a {@code |} block that every
     * reader reads back exactly.
     */
    static boolean fitsLiteral(String text) {
        if (!text.endsWith("\n") || text.startsWith(" ")) {
            return false;
        }
        return lines(text).stream().allMatch(YamlText::fitsLiteralLine);
    }

    /** Return the lines of a text that ends with a line break. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (int start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
            lines.add(text.substring(start, end));
        }
        return lines;
    }

    private static boolean fitsLiteralLine(String line) {
        String stripped = TapText.strip(line);
        // Meson strips an empty line to one without indentation. It interprets any line that starts
        // with "...", however indented, as the end of the block. TAP::Parser::Iterator joins the
        // next line to a lone "not".
        if (stripped.isEmpty() || stripped.startsWith("...") || stripped.equals("not")) {
            return false;
        }
        // Prove counts all white space as indentation and returns plain spaces.
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
