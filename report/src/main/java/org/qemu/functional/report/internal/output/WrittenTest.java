package org.qemu.functional.report.internal.output;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.SourceLine;
import org.qemu.functional.report.internal.model.TestRow;

/**
 * A test that is in a report: what the summaries for other programs need of it.
 *
 * @param message all that is said of the failure
 * @param line where it failed
 * @param stack the stack trace, one line each
 * @param rerun commands that run the test again
 * @param attempts its attempts, without evidence and traces
 */
public record WrittenTest(
        TestRow row,
        String message,
        @Nullable SourceLine line,
        List<String> stack,
        List<String> rerun,
        List<AttemptDetail> attempts) {}
