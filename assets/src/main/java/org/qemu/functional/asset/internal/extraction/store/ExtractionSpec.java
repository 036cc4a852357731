package org.qemu.functional.asset.internal.extraction.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.Archives;

/**
 * What to extract from an archive, independent of the target.
 *
 * @param name what to guess the format from if it is not specified
 * @param member the wanted member, {@code null} for all members or for a compressed file
 */
public record ExtractionSpec(
        Kind kind, @Nullable String format, String name, @Nullable String member) {
    /** Increment this if the extracted files or their layout in the cache change. */
    private static final int LAYOUT = 2;

    public enum Kind {
        TREE,
        MEMBER,
        UNCOMPRESSED
    }

    /** Return everything that the result depends on except the archive's content. */
    public String text() {
        return String.join(
                "\n",
                kind.name(),
                format == null ? "like " + name : format,
                member == null ? "" : member);
    }

    public String key() {
        return LAYOUT + "-" + Long.toHexString(Fnv.of(text())); // String.format is slow to load
    }

    /**
     * Extract into a folder.
     *
     * @return the extracted file or folder
     */
    public Path unpack(Path archive, Path folder) {
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
