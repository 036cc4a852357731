package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The verdict on a test or on one attempt of it, the most serious first. */
public enum TestVerdict {
    /** Its program ended before the test did, or outside of all tests. */
    ERROR,
    FAILED,
    /** It has not ended yet, in a report of a run that goes on. */
    RUNNING,
    /** It failed, then passed when it was run again. */
    FLAKY,
    /** It failed, as its author expects. */
    TODO,
    PASSED,
    SKIPPED;

    /** Return the word in the data files. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Return the verdict of a word; an unknown word is an error. */
    @JsonCreator
    public static TestVerdict of(String label) {
        for (TestVerdict verdict : values()) {
            if (verdict.label().equals(label)) {
                return verdict;
            }
        }
        return ERROR;
    }

    /** Return whether the verdict makes a run fail. */
    public boolean isBad() {
        return this == ERROR || this == FAILED;
    }
}
