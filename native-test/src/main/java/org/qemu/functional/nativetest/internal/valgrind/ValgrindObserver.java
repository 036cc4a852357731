package org.qemu.functional.nativetest.internal.valgrind;

import java.nio.file.Path;
import org.qemu.functional.nativetest.internal.library.LibraryListeners;
import org.qemu.functional.nativetest.internal.rerun.TestObserver;

/** Marks in valgrind's report, in the JVM under valgrind, which test each error belongs to. */
public final class ValgrindObserver implements TestObserver {
    private final ValgrindMarks marks =
            ValgrindMarks.load(Path.of(System.getProperty(ValgrindMarks.PROPERTY)));

    private boolean first = true;

    /** Called in the JVM under valgrind. */
    public ValgrindObserver() {}

    /** Return whether this JVM runs under valgrind. */
    public static boolean isWanted() {
        return System.getProperty(ValgrindMarks.PROPERTY) != null;
    }

    @Override
    public void beforeTests() {
        LibraryListeners.add(library -> mark(ReportMark.LIBRARY, library.toString()));
    }

    @Override
    public void beforeTest(String id) {
        if (first) {
            // What was lost before belongs to the class. A check takes seconds, so there is no
            // other.
            marks.native_test_check_leaks();
            first = false;
        }
        mark(ReportMark.BEGIN, id);
    }

    @Override
    public void afterTest(String id) {
        marks.native_test_check_leaks();
        mark(ReportMark.END, id);
    }

    @Override
    public void afterTests() {
        marks.native_test_check_leaks();
        mark(ReportMark.DONE, "");
    }

    private void mark(ReportMark mark, String text) {
        marks.native_test_mark(mark.line(marks.native_test_count_errors(), text));
    }
}
