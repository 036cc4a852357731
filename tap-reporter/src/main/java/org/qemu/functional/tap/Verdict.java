package org.qemu.functional.tap;

/**
 * The result of a point of the report; TAP 13 writes the last two as {@code not ok} and {@code ok …
 * # SKIP}.
 */
enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
}
