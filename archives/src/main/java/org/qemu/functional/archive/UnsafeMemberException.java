package org.qemu.functional.archive;

import java.io.IOException;

/** Thrown if a member is intact but must not be written; the message says what it attempted. */
final class UnsafeMemberException extends IOException {
    private static final long serialVersionUID = 1;

    UnsafeMemberException(String message) {
        super(message);
    }
}
