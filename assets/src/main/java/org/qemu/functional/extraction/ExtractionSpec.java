package org.qemu.functional.extraction;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.Archives;

/**
 * What is to be made of an archive, apart from where it goes.
 *
 * @param name what the format is guessed from, if it is not told
 * @param member what is wanted of an archive, {@code null} for all or for a compressed file
 */
record ExtractionSpec(Kind kind, @Nullable String format, String name, @Nullable String member) {
    /** To be counted up when what is written changes, or the way it is laid out in the cache. */
    private static final int LAYOUT = 2;

    enum Kind {
        TREE,
        MEMBER,
        UNCOMPRESSED
    }

    /** Says all that the result depends on, but the archive's content. */
    String text() {
        return String.join(
                "\n",
                kind.name(),
                format == null ? "like " + name : format,
                member == null ? "" : member);
    }

    String key() {
        return LAYOUT + "-" + Long.toHexString(Fnv.of(text())); // String.format loads for long
    }

    /**
     * Unpacks into a folder.
     *
     * @return the file or folder that came of it
     */
    Path unpack(Path archive, Path folder) {
        Path target = folder.resolve("new");
        switch (kind) {
            case TREE -> Archives.extract(archive, format, name, target);
            case UNCOMPRESSED -> Archives.uncompress(archive, format, name, target);
            case MEMBER -> {
                return Archives.extractMember(
                        archive, format, name, String.valueOf(member), target);
            }
        }
        return target;
    }
}
