package org.qemu.functional.nativetest;

/** How a test ended after an allocation had failed. */
public enum AllocationVerdict {
    /** The process was ended by a signal, or by a call of {@code exit} or {@code abort}. */
    CRASH,

    /** The test did not end in time. */
    HANG,

    /** The test ended, but the library had not released all blocks. */
    LEAK,

    /** The test ended with an exception, such as {@link ErrnoException}. */
    CLEAN_ERROR,

    /** The test passed: the library could do without the block. */
    PASSED
}
