package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown if a cached result cannot be trusted, with the reason. */
final class CorruptEntryException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptEntryException(Path what, String fault) {
        super("'%s' %s".formatted(what, fault));
    }
}
