package org.qemu.functional.atf.internal;

import java.io.PrintStream;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.ReportOutput;

/** Prints the stack trace of each failure, for which ATF's result has no place. */
final class StackOutput implements ReportOutput {
    private final PrintStream err;

    StackOutput(PrintStream err) {
        this.err = err;
    }

    @Override
    public void ended(Point point) {
        Failure failure = point.failure();
        if (failure != null && !failure.field("stack").isEmpty()) {
            err.print(failure.field("stack"));
            err.flush();
        }
    }
}
