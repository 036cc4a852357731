package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * The origin of a partial download, from which the rest can be requested.
 *
 * @param url without passwords, because it is written to the disk
 * @param validator the strong entity tag, or the date of the last change, with which the server
 *     checks that it still has the same file (RFC 9110, section 8.8)
 * @param total size of the whole file in bytes, -1 if unknown
 */
public record ResumeInfo(String url, String validator, long total) {
    /** Maximum size of a record in bytes; a larger file is not one of ours. */
    private static final int LONGEST = 1 << 16;

    /**
     * Return the origin of a download in a form that can be stored, or {@code null} if the
     * validator could not be sent back.
     */
    public static @Nullable ResumeInfo of(String url, String validator, long total) {
        return isOfHeader(validator) ? new ResumeInfo(SafeText.line(url), validator, total) : null;
    }

    /** Return whether the origin is this URL. */
    public boolean isOf(String address) {
        return url.equals(SafeText.line(address));
    }

    /** Return whether the validator is an entity tag. */
    public boolean hasTag() {
        return validator.startsWith("\"");
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, url + "\n" + validator + "\n" + total + "\n");
    }

    /** Return {@code null} if there is none, or it is incomplete. */
    static @Nullable ResumeInfo read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            return lines.size() == 3 && isOfHeader(lines.get(1))
                    ? new ResumeInfo(lines.get(0), lines.get(1), Long.parseLong(lines.get(2)))
                    : null;
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        }
    }

    private static boolean isOfHeader(String text) {
        return !text.isEmpty()
                && text.length() < 1000
                && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }
}
