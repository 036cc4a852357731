package org.qemu.functional.precache;

import java.util.List;
import org.qemu.functional.asset.internal.extraction.ExtractionCache;
import org.qemu.functional.asset.internal.maintenance.evict.ExtractionCleaner;
import org.qemu.functional.files.CacheFolder;

/** The files extracted from the entries of a cache; they are evicted with the entries. */
record ExtractedContent(ExtractionCache cache) implements ExtractionCleaner {
    static ExtractedContent in(CacheFolder folder) {
        return new ExtractedContent(ExtractionCache.of(folder.base()));
    }

    @Override
    public List<String> hashes() {
        return cache.hashes();
    }

    @Override
    public long bytes(String hash) {
        return cache.size(hash);
    }

    @Override
    public boolean evict(String hash) {
        return cache.evict(hash).inUse() == 0;
    }
}
