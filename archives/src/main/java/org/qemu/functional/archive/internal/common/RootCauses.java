package org.qemu.functional.archive.internal.common;

import org.apache.commons.compress.MemoryLimitException;
import org.jspecify.annotations.Nullable;

/** Searches the causes of a decoder's exception for the actual reason. */
public final class RootCauses {
    /** More levels than any library nests; a chain of causes may contain a cycle. */
    private static final int DEPTH = 10;

    private RootCauses() {}

    public static <T extends Exception> @Nullable T find(Throwable e, Class<T> type) {
        Throwable cause = e;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Return the exception that reports a dictionary above the memory limit, if any. */
    public static @Nullable Exception memoryLimit(Throwable e) {
        Exception xz = find(e, org.tukaani.xz.MemoryLimitException.class);
        return xz != null ? xz : find(e, MemoryLimitException.class);
    }
}
