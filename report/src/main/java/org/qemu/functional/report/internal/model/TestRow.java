package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of a test in the index.
 *
 * @param reason the first line of what went wrong, or why the test was skipped
 * @param duration seconds of the attempt that decided
 * @param run the ID of the run that decided
 * @param attempts how many attempts there are
 * @param traced whether an attempt has a trace
 * @param files how many files the attempts have
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TestRow(
        String id,
        String program,
        String suite,
        String target,
        @JsonProperty("class") String className,
        String method,
        String name,
        TestVerdict verdict,
        @Nullable String kind,
        @Nullable String reason,
        double duration,
        @Nullable String started,
        String run,
        int attempts,
        boolean traced,
        @Nullable List<String> tags,
        int files) {}
