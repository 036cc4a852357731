package org.qemu.functional.nativetest.internal.rerun;

/** Is notified, in a JVM that runs tests for another one, of each test. */
public interface TestObserver {
    /** Called before the first test, and before its class is initialized. */
    default void beforeTests() {}

    /** Called before a test, with its unique id. */
    default void beforeTest(String id) {}

    /** Called after a test and all that follows it, with its unique id. */
    default void afterTest(String id) {}

    /** Called after the last test. */
    default void afterTests() {}
}
