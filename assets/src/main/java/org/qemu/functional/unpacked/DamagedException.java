package org.qemu.functional.unpacked;

import java.io.IOException;
import java.nio.file.Path;

/** Tells that a result cannot be believed, and why. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(Path what, String fault) {
        super("'%s' %s".formatted(what, fault));
    }
}
