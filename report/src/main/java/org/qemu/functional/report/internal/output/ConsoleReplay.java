package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A console in the data of a test.
 *
 * @param log the address of its log
 * @param bytes the size of its log
 * @param timed whether its events have times
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConsoleReplay(
        String vm,
        String name,
        int cols,
        int rows,
        @Nullable String log,
        long bytes,
        boolean timed,
        List<CastChunk> chunks) {}
