package org.qemu.functional.tap;

/**
 * Counts the points that a {@link TapReporter} has written, those of class set-up and of discovery
 * included.
 *
 * @param passed points that are {@code ok}
 * @param failed points that are {@code not ok}
 * @param skipped points that are {@code ok … # SKIP}
 */
public record TapSummary(int passed, int failed, int skipped) {

    /**
     * Tells whether no point failed; so a run that skipped everything, or had nothing to run, is
     * successful.
     */
    public boolean successful() {
        return failed == 0;
    }
}
