package org.qemu.functional.tap.internal;

/** Receives what a run reports. Not thread-safe: {@link RunReporter} calls it with its lock. */
public interface ReportOutput {
    /** Called with the number of points when it is known: before the first point or after all. */
    default void planned(int points) {}

    /** Called with the name of a test that starts. */
    default void running(String name) {}

    /** Called when a test or class that will have a point has started. */
    default void began() {}

    /** Called with a point that has ended. */
    void ended(Point point);

    /** Called with the state of the run after an event of JUnit. */
    default void changed(NodeTree nodes) {}

    /** Called after all points if a throwable has passed through JUnit. */
    default void bailedOut(String reason) {}

    /** Called at the end; nothing is reported after this. */
    default void finished() {}
}
