package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.FileOwner;

/** Words for what goes wrong on disk. */
public final class MaintenanceErrors {
    private MaintenanceErrors() {}

    /** Returns which file refused, why, and what to do about it. */
    public static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return "permission denied: %s; %slet its owner do this, or allow it"
                    .formatted(message, owner(e));
        }
        if (message.contains("Read-only file system")) {
            return message + "; this cache can be used but not changed from here";
        }
        if (DiskFullErrors.isCauseOf(e)) {
            return message + "; make room there, or name a bigger place in QEMU_TEST_CACHE_DIR";
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
