package org.qemu.functional.report.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens and writes the files of other formats. */
final class FormatFiles {
    private FormatFiles() {}

    static OutputStream open(Path file) throws IOException {
        createFolder(file);
        return new BufferedOutputStream(Files.newOutputStream(file));
    }

    static void write(Path file, String text) throws IOException {
        createFolder(file);
        Files.writeString(file, text, UTF_8);
    }

    /** Append, as GitHub wants it for the summary of a step. */
    static void append(Path file, String text) throws IOException {
        createFolder(file);
        Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void createFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }
}
