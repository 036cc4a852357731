package org.qemu.functional.maintenance;

import java.io.IOException;
import java.util.List;

/** What was unpacked from entries and goes with them. */
public interface ExtractionCleaner {
    /** Nothing was unpacked. */
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

    /** Returns the hashes of the entries that something was unpacked from. */
    List<String> hashes();

    /** Returns how much of the disk what was unpacked from an entry takes, 0 if nothing was. */
    long bytes(String hash) throws IOException;

    /**
     * Removes what was unpacked from an entry.
     *
     * @return whether all of it is gone, {@code false} if somebody is just copying some
     */
    boolean evict(String hash) throws IOException;
}
