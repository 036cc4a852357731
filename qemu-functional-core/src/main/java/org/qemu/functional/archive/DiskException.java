package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Keeps a fault in writing apart from one in what is read. */
final class DiskException extends IOException {
    private static final long serialVersionUID = 1;

    DiskException(Path file, IOException cause) {
        super("cannot write %s: %s".formatted(file, reasonOf(cause)), cause);
    }

    private static String reasonOf(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getMessage() == null || e instanceof FileSystemException
                        ? e.getClass().getSimpleName()
                        : e.getMessage();
    }
}
