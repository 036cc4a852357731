package org.qemu.functional.tap;

/**
 * Counts of the points that a {@link TapReporter} has written, including those of class set-up and
 * of discovery.
 *
 * @param passed points that are {@code ok}
 * @param failed points that are {@code not ok}
 * @param skipped points that are {@code ok … # SKIP}
 * @param expectedFailures points that are {@code not ok … # TODO}
 */
public record TapSummary(int passed, int failed, int skipped, int expectedFailures) {

    /**
     * Return whether no point failed unexpectedly; a run that skipped everything, or had nothing to
     * run, is successful, too.
     */
    public boolean successful() {
        return failed == 0;
    }
}
