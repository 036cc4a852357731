package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A run of tests.
 *
 * @param id its ID in this report, {@code r1}
 * @param name its name for people
 * @param qemu the version of QEMU, or the folder of its binaries
 * @param host the name of the host
 * @param started the time of its beginning, in ISO 8601
 * @param duration its wall time in seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRow(
        String id,
        String name,
        @Nullable String qemu,
        @Nullable String host,
        @Nullable String started,
        @Nullable Double duration) {

    /** Return the same run with another ID. */
    public RunRow withId(String other) {
        return new RunRow(other, name, qemu, host, started, duration);
    }
}
