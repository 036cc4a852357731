package org.qemu.functional.tap;

import java.util.List;

/** Texts that some readers of TAP or YAML could misinterpret. */
final class NastyTexts {

    static final List<String> ALL =
            List.of(
                    // Protocol
                    "# SKIP",
                    "\\# SKIP nothing",
                    "a # TODO b",
                    "a \\# b \\\\# c",
                    "a#b",
                    "trailing \\",
                    "1 digit",
                    "12",
                    "ok",
                    "ok 7 - x",
                    "not ok",
                    "not",
                    "1..5",
                    "Bail out! no",
                    "TAP version 13",
                    "pragma +strict",
                    // Ends of lines and of blocks
                    "line\nbreak",
                    "crlf\r\nend",
                    "cr\rx",
                    "nel\u0085ls\u2028ps\u2029.",
                    "...",
                    "x\n...\n  ...  \ny\n",
                    "x\n    ... 12 more\n...and so on\n",
                    "---",
                    "--- x\n---\n",
                    "first\n  second\n",
                    "first\n  second",
                    "blank\n\nbetween\n",
                    "blank\n \nbetween\n",
                    "two at the end\n\n",
                    "\nfirst is blank\n",
                    "not\nx\n",
                    "x\n  not  \ny\n",
                    " indented first\nx\n",
                    "x\n\u00a0no-break space\n",
                    "x\n  \u3000ideographic space\n",
                    "x\n\tindented by tab\n",
                    "x\ty\nz\n",
                    "space at the end \nof both  \n",
                    "# c\n% d\n",
                    // Characters
                    "\u0000 nul",
                    "\u0007 bell \u001b[31m red \u001c \u001f",
                    "\u007f delete",
                    "\u0080 \u009b controls \u009f",
                    "no-break space\u00a0at the end\u00a0",
                    "smile \uD83D\uDE00",
                    "half \uD83D a smile, the other \uDE00",
                    "no characters \uFFFE \uFFFF",
                    "byte order \uFEFF mark",
                    "größe 漢字 العربية ﹟ ＃",
                    // YAML
                    "quote \" ' ` \"",
                    "\"",
                    "'",
                    "backslashes \\ \\\\ \\n \\x41 \\\" \\\\\"",
                    "colon: space",
                    "colon : space",
                    "colon:\u00a0space",
                    "colon:",
                    ": first",
                    "- dash",
                    "{a: b}",
                    "[a, b]",
                    "%percent",
                    "@at",
                    "&a *b !c",
                    "|",
                    "> greater",
                    "~",
                    "null",
                    "true",
                    "1e3");

    private NastyTexts() {}

    /**
     * Return the text in a form that any encoding can represent: without lone surrogates and
     * noncharacters.
     */
    static String encodable(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().forEach(c -> result.appendCodePoint(isNone(c) ? 0xFFFD : c));
        return result.toString();
    }

    private static boolean isNone(int c) {
        return (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
    }
}
