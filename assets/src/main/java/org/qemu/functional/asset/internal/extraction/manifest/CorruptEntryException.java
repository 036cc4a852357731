package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown if a cached result cannot be trusted, with the reason. */
public final class CorruptEntryException extends IOException {
    private static final long serialVersionUID = 1;

    public CorruptEntryException(Path what, String fault) {
        super("'%s' %s".formatted(what, fault));
    }
}
