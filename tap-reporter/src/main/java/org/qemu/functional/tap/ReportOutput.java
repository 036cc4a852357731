package org.qemu.functional.tap;

/**
 * Receives what a run reports, in addition to TAP. Not thread-safe: {@link TapReporter} calls it
 * while it holds its lock.
 */
interface ReportOutput {
    /** Called when a test or class that will have a point has started. */
    default void began() {}

    /** Called with a point that has ended. */
    void ended(Point point);

    /** Called with the state of the run after an event of JUnit. */
    default void changed(NodeTree nodes) {}

    /** Called at the end; nothing is reported after this. */
    default void finished() {}
}
