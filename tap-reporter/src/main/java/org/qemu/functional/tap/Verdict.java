package org.qemu.functional.tap;

/**
 * How a point of the report ended; TAP 13 writes the last two as {@code not ok} and {@code ok … #
 * SKIP}.
 */
enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
}
