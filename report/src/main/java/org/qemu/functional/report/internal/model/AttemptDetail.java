package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a test, as the data file of the test has it.
 *
 * @param run the ID of the run
 * @param number the number of the attempt, from 1
 * @param started the time of its beginning, in ISO 8601
 * @param duration seconds
 * @param trace its trace, or {@code null}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AttemptDetail(
        String run,
        int number,
        TestVerdict verdict,
        @Nullable String kind,
        @Nullable String reason,
        @Nullable String message,
        @Nullable List<String> stack,
        @Nullable SourceLine line,
        @Nullable List<EvidenceText> evidence,
        @Nullable List<String> rerun,
        @Nullable List<String> missingAssets,
        @Nullable String output,
        @Nullable String started,
        double duration,
        @Nullable List<FileLink> files,
        @Nullable JsonNode trace) {

    /** Return the same attempt as another report has it. */
    public AttemptDetail renumbered(
            String otherRun, int other, List<FileLink> links, @Nullable JsonNode otherTrace) {
        return new AttemptDetail(
                otherRun,
                other,
                verdict,
                kind,
                reason,
                message,
                stack,
                line,
                evidence,
                rerun,
                missingAssets,
                output,
                started,
                duration,
                links,
                otherTrace);
    }
}
