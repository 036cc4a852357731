package org.qemu.functional.archive.internal.format;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.decode.MagicBytes;

/** Recognizes valid files of unsupported formats by their first bytes. */
final class UnsupportedFormats {
    private UnsupportedFormats() {}

    /**
     * Return the unsupported format of a file that begins so, or {@code null} if it is not known.
     */
    static @Nullable String of(byte[] head) {
        if (MagicBytes.at(head, 0, 0x04, 0x22, 0x4d, 0x18)
                || MagicBytes.at(head, 0, 0x02, 0x21, 0x4c, 0x18)) {
            return "the compression lz4";
        }
        if (MagicBytes.at(head, 0, 0x1f, 0x9d)) {
            return "the compression of compress (.Z)";
        }
        if (MagicBytes.at(head, 0, 0x1f, 0x1e) || MagicBytes.at(head, 0, 0x1f, 0xa0)) {
            return "the compression of pack or compress -H";
        }
        if (MagicBytes.at(head, 0, "LZIP")) {
            return "the compression lzip";
        }
        if (MagicBytes.at(head, 0, 0x89, 'L', 'Z', 'O', 0, 0x0d, 0x0a, 0x1a, 0x0a)) {
            return "the compression lzop";
        }
        if (MagicBytes.at(head, 1, 0xb5, 0x2f, 0xfd) && head[0] >= 0x22 && head[0] <= 0x27) {
            return "zstd from before version 0.8";
        }
        return archive(head);
    }

    private static @Nullable String archive(byte[] head) {
        if (MagicBytes.at(head, 0, "!<thin>\n")) {
            return "a thin ar, which does not contain its members,";
        }
        if (MagicBytes.at(head, 0, "<bigaf>\n") || MagicBytes.at(head, 0, "<aiaff>\n")) {
            return "the ar of AIX";
        }
        if (MagicBytes.at(head, 0, "Rar!")) {
            return "the archive format rar";
        }
        if (MagicBytes.at(head, 0, "MSCF")) {
            return "the archive format cab";
        }
        if (MagicBytes.at(head, 0, "xar!")) {
            return "the archive format xar";
        }
        if (MagicBytes.at(head, 0, 0xed, 0xab, 0xee, 0xdb)) {
            return "the package format rpm";
        }
        return MagicBytes.at(head, 0, "hsqs") ? "the file system squashfs" : null;
    }
}
