package org.qemu.functional.nativetest;

import org.qemu.functional.nativetest.internal.library.CStandardLibrary;

/** Reports that a C function failed, with its name and {@code errno}. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String function;
    private final int errno;

    /**
     * Create an exception for a call.
     *
     * @param function the function's name
     * @param errno the number that it left in {@code errno}
     */
    public ErrnoException(String function, int errno) {
        super(
                "%s: %s (%d): %s"
                        .formatted(
                                function,
                                CStandardLibrary.errnoName(errno),
                                errno,
                                CStandardLibrary.errnoText(errno)));
        this.function = function;
        this.errno = errno;
    }

    /** Return the function's name. */
    public String function() {
        return function;
    }

    /** Return the number. */
    public int errno() {
        return errno;
    }

    /** Return the number's name, such as {@code ENOMEM}; {@code E?} if libc knows none. */
    public String errnoName() {
        return CStandardLibrary.errnoName(errno);
    }
}
