package org.qemu.functional.tap;

/**
 * Takes what a run reports, besides TAP. Not thread safe: {@link TapReporter} calls it under its
 * lock.
 */
interface ReportOutput {
    /** Take that something has begun which will have a point. */
    default void began() {}

    /** Take a point that has ended. */
    void ended(Point point);

    /** Take the state of the run as it is after an event of JUnit. */
    default void changed(NodeTree nodes) {}

    /** End: nothing is reported after this. */
    default void finished() {}
}
