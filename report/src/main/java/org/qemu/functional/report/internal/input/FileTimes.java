package org.qemu.functional.report.internal.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** The times of files. */
final class FileTimes {
    private FileTimes() {}

    /** Return when a file was created, or when it was changed last if the system does not know. */
    static Instant created(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.creationTime().toInstant();
    }
}
