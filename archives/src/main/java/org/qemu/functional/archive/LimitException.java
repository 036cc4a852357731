package org.qemu.functional.archive;

import java.io.IOException;

/** Tells that an archive unpacks to more than it may; the message says how to let it. */
final class LimitException extends IOException {
    private static final long serialVersionUID = 1;

    LimitException(String what, String limit, String variable, String example) {
        super(
                "%s than %s; if that is meant, raise the limit with %s=%s"
                        .formatted(what, limit, variable, example));
    }
}
