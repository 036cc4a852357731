package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.trace.HostLoad;
import org.qemu.functional.report.internal.trace.MachineStates;
import org.qemu.functional.report.internal.trace.ScreenPicture;
import org.qemu.functional.report.internal.trace.TraceStep;

/** The trace of an attempt in the data of a test. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TraceData(
        @Nullable String started,
        double duration,
        List<MachineStates> machines,
        List<TraceStep> steps,
        List<ConsoleReplay> consoles,
        List<ScreenPicture> screens,
        List<HostLoad> host,
        List<CaptureRow> captures) {}
