package org.qemu.functional.archive;

import org.apache.commons.compress.MemoryLimitException;
import org.jspecify.annotations.Nullable;

/** Looks below what decoders throw for what was the matter. */
final class RootCauses {
    /** More than any library wraps; a cause may be its own cause by way of others. */
    private static final int DEPTH = 10;

    private RootCauses() {}

    static <T extends Exception> @Nullable T find(Throwable e, Class<T> type) {
        Throwable cause = e;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Returns what says that a dictionary is too big. */
    static @Nullable Exception memoryLimit(Throwable e) {
        Exception xz = find(e, org.tukaani.xz.MemoryLimitException.class);
        return xz != null ? xz : find(e, MemoryLimitException.class);
    }
}
