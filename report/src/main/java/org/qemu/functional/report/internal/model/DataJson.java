package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads and writes JSON, with limits that a log of a test does not exceed. */
public final class DataJson {
    /** In characters: a line of meson's log has all that a program printed. */
    private static final int LONGEST_TEXT = 512 << 20;

    private static final int DEEPEST = 200;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(LONGEST_TEXT)
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private DataJson() {}

    /** Return the mapper that all parts of the report share; it is thread-safe. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
