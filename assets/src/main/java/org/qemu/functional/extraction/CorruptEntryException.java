package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Path;

/** Tells that a result cannot be believed, and why. */
final class CorruptEntryException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptEntryException(Path what, String fault) {
        super("'%s' %s".formatted(what, fault));
    }
}
