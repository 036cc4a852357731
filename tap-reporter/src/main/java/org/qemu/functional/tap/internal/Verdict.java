package org.qemu.functional.tap.internal;

/** How a point of the report ended. */
public enum Verdict {
    /** {@code ok} in TAP. */
    PASSED,
    /** {@code not ok} in TAP. */
    FAILED,
    /** {@code ok … # SKIP} in TAP. */
    SKIPPED,
    /** The test failed as its author has announced: {@code not ok … # TODO} in TAP. */
    EXPECTED_FAILURE
}
