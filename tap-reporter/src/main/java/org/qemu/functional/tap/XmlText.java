package org.qemu.functional.tap;

import org.qemu.functional.text.SafeText;

/** Escapes text for XML 1.0, which cannot represent most control characters. */
final class XmlText {
    private XmlText() {}

    /** Return the text of an element. */
    static String text(String text) {
        return escaped(text, false);
    }

    /** Return the value of an attribute, with its line breaks preserved. */
    static String attribute(String value) {
        return escaped(value, true);
    }

    private static String escaped(String text, boolean attribute) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        SafeText.withoutPasswords(text).codePoints().forEach(c -> append(escaped, c, attribute));
        return escaped.toString();
    }

    private static void append(StringBuilder out, int c, boolean attribute) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append(attribute ? "&quot;" : "\"");
            case '\r' -> out.append("&#13;");
            case '\n' -> out.append(attribute ? "&#10;" : "\n");
            case '\t' -> out.append(attribute ? "&#9;" : "\t");
            default -> {
                if (c >= ' ' && c < 0x7F) {
                    out.append((char) c);
                } else {
                    String shown = SafeText.line(Character.toString(c));
                    out.append(shown.replace("<", "&lt;").replace(">", "&gt;"));
                }
            }
        }
    }
}
