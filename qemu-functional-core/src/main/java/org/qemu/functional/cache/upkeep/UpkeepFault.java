package org.qemu.functional.cache.upkeep;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.qemu.functional.cache.FileOwner;

/** Words for what goes wrong on disk. */
public final class UpkeepFault {
    private UpkeepFault() {}

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
        if (message.contains("No space left") || message.contains("quota")) {
            return message + "; make room there, or name a bigger place in QEMU_TEST_CACHE_DIR";
        }
        return e instanceof FileSystemException f && f.getReason() == null
                ? "%s: %s".formatted(words(f), message)
                : e.getMessage() == null ? words(e) : message;
    }

    private static String owner(IOException e) {
        String file = e instanceof FileSystemException f ? f.getFile() : null;
        String words = file == null ? "" : FileOwner.describe(Path.of(file));
        return words.isEmpty() ? "" : words + "; ";
    }

    /** Returns what the type of an exception says. */
    private static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof FileSystemLoopException) {
            return "its links lead in a circle";
        }
        return e instanceof EOFException ? "it ends too early" : "it cannot be used";
    }
}
