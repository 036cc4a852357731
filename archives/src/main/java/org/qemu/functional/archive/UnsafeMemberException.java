package org.qemu.functional.archive;

import java.io.IOException;

/** Tells that a member is whole and yet not to be written; the message says what it wanted. */
final class UnsafeMemberException extends IOException {
    private static final long serialVersionUID = 1;

    UnsafeMemberException(String message) {
        super(message);
    }
}
