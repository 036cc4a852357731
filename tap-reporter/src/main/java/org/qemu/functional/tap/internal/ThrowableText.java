package org.qemu.functional.tap.internal;

import java.util.Optional;

/** Reads the texts of arbitrary throwables, even if their {@code toString()} throws. */
final class ThrowableText {
    private ThrowableText() {}

    /** Return type and message. */
    static String of(Throwable throwable) {
        try {
            return Optional.ofNullable(throwable.toString()).orElse(throwable.getClass().getName());
        } catch (RuntimeException e) {
            return "%s (whose toString() threw %s)"
                    .formatted(throwable.getClass().getName(), e.getClass().getName());
        }
    }
}
