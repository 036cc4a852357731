package org.qemu.functional.archive.internal.common;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown if writing failed, to tell that apart from a failure to read the archive. */
public final class DiskException extends IOException {
    private static final long serialVersionUID = 1;

    public DiskException(Path file, IOException cause) {
        super(
                "cannot write %s: %s"
                        .formatted(QuotedText.name(file.toString()), FailureReason.of(cause)),
                cause);
    }
}
