package org.qemu.functional.nativetest.internal.valgrind;

import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.nativetest.internal.library.LibraryListeners;

/** Marks in valgrind's report, in the JVM under valgrind, which test each error belongs to. */
public final class ValgrindListener implements TestExecutionListener {
    private final ValgrindMarks marks =
            ValgrindMarks.load(Path.of(System.getProperty(ValgrindMarks.PROPERTY)));

    /** Called in the JVM under valgrind. */
    public ValgrindListener() {}

    /** Return whether this JVM runs under valgrind. */
    public static boolean isWanted() {
        return System.getProperty(ValgrindMarks.PROPERTY) != null;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        LibraryListeners.add(library -> mark(ReportMark.LIBRARY, library.toString()));
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            // What was lost before belongs to the class.
            marks.native_test_check_leaks();
            mark(ReportMark.BEGIN, test.getUniqueId());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            marks.native_test_check_leaks();
            mark(ReportMark.END, test.getUniqueId());
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        marks.native_test_check_leaks();
        mark(ReportMark.DONE, "");
    }

    private void mark(ReportMark mark, String text) {
        marks.native_test_mark(mark.line(marks.native_test_count_errors(), text));
    }
}
