package org.qemu.functional.archive.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.qemu.functional.archive.internal.common.MemberName;

/**
 * Decodes the names of a zip: as UTF-8 if a flag or a field says so or if they are valid UTF-8,
 * else as code page 437, from which the format comes (PKWARE's APPNOTE.TXT, appendix D).
 */
final class ZipNames {
    private ZipNames() {}

    static MemberName of(ZipArchiveEntry entry) {
        MemberName name = decoded(entry);
        boolean windows =
                entry.getPlatform() == ZipArchiveEntry.PLATFORM_FAT && name.text().indexOf('/') < 0;
        return windows
                ? new MemberName(name.text().replace('\\', '/'), name.bytes().replace('\\', '/'))
                : name;
    }

    private static MemberName decoded(ZipArchiveEntry entry) {
        byte[] bytes = entry.getRawName();
        if (bytes == null
                || entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD) {
            return MemberName.ofText(entry.getName());
        }
        MemberName name = MemberName.of(bytes);
        boolean isUtf8 = name.isAscii() || !name.text().equals(name.bytes());
        return isUtf8 || entry.getGeneralPurposeBit().usesUTF8ForNames()
                ? name
                : new MemberName(
                        new String(name.bytes().getBytes(ISO_8859_1), Charset.forName("IBM437")),
                        name.bytes());
    }
}
