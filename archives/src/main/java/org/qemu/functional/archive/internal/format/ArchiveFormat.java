package org.qemu.functional.archive.internal.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.decode.Compression;
import org.qemu.functional.archive.internal.decode.MagicBytes;

/** The supported archive formats, by the names that QEMU's framework uses, and one more. */
@SuppressWarnings("ImmutableEnumChecker") // List.of returns immutable lists
public enum ArchiveFormat {
    TAR(List.of(".tgz", ".txz", ".tzst", ".tbz2", ".tbz", ".tlz", ".tar")) {
        @Override
        boolean matches(byte[] head) {
            return TarArchiveInputStream.matches(head, head.length) || hasChecksum(head);
        }
    },
    ZIP(List.of(".zip", ".jar")) {
        @Override
        boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, 'P', 'K', 3, 4) || MagicBytes.at(head, 0, 'P', 'K', 5, 6);
        }
    },
    SEVEN_ZIP(List.of(".7z")) {
        @Override
        boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c);
        }
    },
    CPIO(List.of(".cpio")) {
        @Override
        boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, "070701")
                    || MagicBytes.at(head, 0, "070702")
                    || MagicBytes.at(head, 0, "070707")
                    || MagicBytes.at(head, 0, 0xc7, 0x71)
                    || MagicBytes.at(head, 0, 0x71, 0xc7);
        }
    },
    DEB(List.of(".deb", ".udeb")) {
        @Override
        boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, "!<arch>\ndebian");
        }
    },
    AR(List.of(".a", ".ar")) {
        @Override
        boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, "!<arch>\n");
        }
    };

    /**
     * Return whether the reader seeks in the archive, which must then be a plain, uncompressed
     * file.
     */
    boolean needsFile() {
        return this == ZIP || this == SEVEN_ZIP || this == DEB;
    }

    private final List<String> suffixes;

    ArchiveFormat(List<String> suffixes) {
        this.suffixes = suffixes;
    }

    abstract boolean matches(byte[] head);

    /**
     * Return the first format with these magic bytes, {@code null} if there is none. DEB comes
     * before AR, because every package is an ar.
     */
    static @Nullable ArchiveFormat of(byte[] head) {
        return Arrays.stream(values()).filter(f -> f.matches(head)).findFirst().orElse(null);
    }

    /** Guess the format from a file name, with or without the suffix of a compression. */
    static @Nullable ArchiveFormat guess(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        if (name.contains(".tar.")) {
            return TAR;
        }
        Compression compression = Compression.guess(name);
        String inner =
                compression == null ? name : name.replaceFirst("\\.(gz|xz|zstd?|bz2|lzma)$", "");
        return Arrays.stream(values())
                .filter(f -> f.suffixes.stream().anyMatch(inner::endsWith))
                .findFirst()
                .orElse(null);
    }

    public static ArchiveFormat named(String format) {
        return Arrays.stream(values())
                .filter(f -> f.toString().equals(format))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is not a supported archive format: use tar, zip, 7z, cpio, deb or ar"
                                                .formatted(format)));
    }

    /**
     * Recognize tar archives from before POSIX, which have no magic number, by the header checksum.
     */
    private static boolean hasChecksum(byte[] head) {
        if (head.length < MagicBytes.HEAD || head[0] == 0) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < MagicBytes.HEAD; i++) {
            sum += i >= 148 && i < 156 ? ' ' : (head[i] & 0xff);
        }
        String stored = new String(head, 148, 8, StandardCharsets.ISO_8859_1);
        String digits = stored.replace('\0', ' ').strip();
        return digits.matches("[0-7]{1,7}") && Integer.parseInt(digits, 8) == sum;
    }

    @Override
    public String toString() {
        return this == SEVEN_ZIP ? "7z" : name().toLowerCase(Locale.ROOT);
    }
}
