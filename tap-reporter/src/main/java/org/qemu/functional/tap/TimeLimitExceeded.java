package org.qemu.functional.tap;

/**
 * Implemented by a throwable which says that a test has exceeded its time limit, as {@link
 * java.util.concurrent.TimeoutException} does for JUnit's own limit. A test may announce it.
 */
public interface TimeLimitExceeded {}
