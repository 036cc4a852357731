package org.qemu.functional.precache;

import java.io.IOException;

/** Tells that nobody reads the pipe any more that is standard output. */
final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
        super("nobody reads standard output", cause);
    }
}
