package org.qemu.functional.machine;

/**
 * Implemented by a throwable which says that an expected event did not occur in time: the failure
 * is of the kind {@code timeout}.
 */
public interface WaitTimeout {}
