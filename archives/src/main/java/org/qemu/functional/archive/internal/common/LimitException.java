package org.qemu.functional.archive.internal.common;

import java.io.IOException;

/** Thrown if an archive exceeds a limit; the message says how to raise it. */
public final class LimitException extends IOException {
    private static final long serialVersionUID = 1;

    LimitException(String what, String limit, String variable, String example) {
        super(
                "%s than %s; if this is intended, raise the limit with %s=%s"
                        .formatted(what, limit, variable, example));
    }
}
