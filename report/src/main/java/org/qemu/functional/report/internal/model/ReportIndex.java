package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The index of a report.
 *
 * @param format the version of the data files
 * @param created when it was made, in ISO 8601
 * @param live whether the run goes on
 * @param generation a number that grows with each change
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportIndex(
        int format,
        String title,
        String created,
        boolean live,
        long generation,
        List<RunRow> runs,
        List<TestRow> tests,
        List<MissingAsset> assets) {
    /** The version of the data files that this program writes. */
    public static final int FORMAT = 1;
}
