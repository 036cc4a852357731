package org.qemu.functional.archive.internal.common;

import java.io.IOException;

/** Thrown if a file is valid but uses a feature that is not supported. */
public final class UnsupportedException extends IOException {
    private static final long serialVersionUID = 1;

    /** Create with the unsupported feature, the beginning of "… is not supported". */
    public UnsupportedException(String what) {
        super(what + " is not supported");
    }
}
