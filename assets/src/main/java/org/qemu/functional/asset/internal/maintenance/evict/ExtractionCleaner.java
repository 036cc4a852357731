package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.util.List;

/** Removes the files extracted from entries, together with the entries. */
public interface ExtractionCleaner {
    /** For a cache without extracted files. */
    ExtractionCleaner NONE =
            new ExtractionCleaner() {
                @Override
                public List<String> hashes() {
                    return List.of();
                }

                @Override
                public long bytes(String hash) {
                    return 0;
                }

                @Override
                public boolean evict(String hash) {
                    return true;
                }
            };

    /** Return the hashes of the entries that have extracted files. */
    List<String> hashes();

    /**
     * Return the disk space of the files extracted from an entry, in bytes; 0 if there are none.
     */
    long bytes(String hash) throws IOException;

    /**
     * Remove the files extracted from an entry.
     *
     * @return whether all were removed; {@code false} if a process is copying some
     */
    boolean evict(String hash) throws IOException;
}
