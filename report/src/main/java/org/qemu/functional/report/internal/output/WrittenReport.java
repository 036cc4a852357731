package org.qemu.functional.report.internal.output;

import java.util.List;
import org.qemu.functional.report.internal.model.ReportIndex;

/** A report that was written. */
public record WrittenReport(ReportIndex index, List<WrittenTest> tests) {}
