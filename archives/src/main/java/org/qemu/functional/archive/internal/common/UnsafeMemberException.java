package org.qemu.functional.archive.internal.common;

import java.io.IOException;

/** Thrown if a member is intact but must not be written; the message says what it attempted. */
public final class UnsafeMemberException extends IOException {
    private static final long serialVersionUID = 1;

    public UnsafeMemberException(String message) {
        super(message);
    }
}
