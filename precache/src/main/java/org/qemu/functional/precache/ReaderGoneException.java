package org.qemu.functional.precache;

import java.io.IOException;

/** Thrown if standard output is a pipe that has no reader any more. */
final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
        super("standard output has no reader", cause);
    }
}
