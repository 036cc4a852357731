package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.archive.common.QuotedText;

/** Thrown if writing failed, to tell that apart from a failure to read the archive. */
final class DiskException extends IOException {
    private static final long serialVersionUID = 1;

    DiskException(Path file, IOException cause) {
        super(
                "cannot write %s: %s"
                        .formatted(QuotedText.name(file.toString()), FailureReason.of(cause)),
                cause);
    }
}
