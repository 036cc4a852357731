package org.qemu.functional.archive.internal.common;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Describes why something failed: many exceptions have only a path as their message, or none. */
public final class FailureReason {
    private FailureReason() {}

    /** Return the reason in a short form for use in a message. */
    public static String of(Throwable e) {
        if (e instanceof FileSystemException file) {
            return QuotedText.message(ofFile(file));
        }
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return of(e.getCause());
        }
        if (e instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        String message = e.getMessage();
        if (e instanceof EOFException && message == null) {
            return "it ends too early";
        }
        if (e instanceof IOException) {
            return message == null ? "it cannot be read" : QuotedText.message(message);
        }
        // The runtime exception of a decoder at damaged input only helps those who read its source.
        return "its content is invalid";
    }

    private static String ofFile(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "Directory not empty";
        }
        return e instanceof NotDirectoryException
                ? "Not a directory"
                : "the operating system refused";
    }
}
