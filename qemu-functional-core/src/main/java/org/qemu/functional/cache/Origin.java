package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a torn download came from, so that the rest can be had from there.
 *
 * @param validator the strong entity tag, or the date of the last change, by which the server tells
 *     whether it still has the same (RFC 9110, section 8.8)
 * @param total bytes of the whole, -1 if unknown
 */
public record Origin(String url, String validator, long total) {
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, url + "\n" + validator + "\n" + total + "\n");
    }

    /** Returns {@code null} if there is none, or it is torn. */
    static @Nullable Origin read(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 3
                    ? new Origin(lines.get(0), lines.get(1), Long.parseLong(lines.get(2)))
                    : null;
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        }
    }
}
