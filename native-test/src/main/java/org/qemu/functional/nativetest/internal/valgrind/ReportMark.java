package org.qemu.functional.nativetest.internal.valgrind;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The marks in valgrind's report; each is a line with the number of errors so far and a text. */
enum ReportMark {
    /** A library under test was loaded; the text is its path. */
    LIBRARY,
    /** A test begins; the text is its unique id. */
    BEGIN,
    /** A test has ended; the text is its unique id. */
    END,
    /** All tests have ended. */
    DONE;

    private static final Pattern LINE =
            Pattern.compile("native-test (LIBRARY|BEGIN|END|DONE) (\\d+) ?(.*)");

    /** A mark that was read. */
    record Read(ReportMark mark, int errors, String text) {}

    String line(int errors, String text) {
        return "native-test " + name() + ' ' + errors + ' ' + text;
    }

    /** Return the mark of a line, or {@code null} if it is none. */
    static @Nullable Read parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        return matcher.matches()
                ? new Read(
                        valueOf(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3))
                : null;
    }
}
