package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.FileOwner;

/** Formats failures of the file system as messages. */
public final class MaintenanceErrors {
    private MaintenanceErrors() {}

    /** Return which file caused the failure, the reason, and what to do about it. */
    public static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return "permission denied: %s; %sask its owner to do this or to grant access"
                    .formatted(message, owner(e));
        }
        if (message.contains("Read-only file system")) {
            return message + "; this cache is read-only here";
        }
        if (DiskFullErrors.isCauseOf(e)) {
            return message
                    + "; free disk space, or set QEMU_TEST_CACHE_DIR to a folder on a larger disk";
        }
        return e instanceof FileSystemException f && f.getReason() == null
                ? "%s: %s".formatted(message, FailureReason.of(f))
                : e.getMessage() == null ? FailureReason.of(e) : message;
    }

    private static String owner(IOException e) {
        String file = e instanceof FileSystemException f ? f.getFile() : null;
        String words = file == null ? "" : FileOwner.describe(Path.of(file));
        return words.isEmpty() ? "" : words + "; ";
    }
}
