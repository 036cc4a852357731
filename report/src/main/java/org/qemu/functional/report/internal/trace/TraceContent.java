package org.qemu.functional.report.internal.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code trace.jsonl} says, with the names of files as it has them.
 *
 * @param started the beginning, in ISO 8601
 * @param duration seconds until the last line
 * @param qemu the binary
 * @param host the name of the host
 */
public record TraceContent(
        @Nullable String started,
        double duration,
        @Nullable String qemu,
        @Nullable String host,
        List<MachineStates> machines,
        List<TraceStep> steps,
        List<ConsoleFiles> consoles,
        List<ScreenPicture> screens,
        List<HostLoad> loads) {}
