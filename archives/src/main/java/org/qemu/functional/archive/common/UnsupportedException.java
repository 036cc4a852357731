package org.qemu.functional.archive.common;

import java.io.IOException;

/** Tells that a file is all right, but made in a way that is not supported. */
public final class UnsupportedException extends IOException {
    private static final long serialVersionUID = 1;

    /** Takes what is not supported, as the beginning of "… is not supported". */
    public UnsupportedException(String what) {
        super(what + " is not supported");
    }
}
