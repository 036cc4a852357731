package org.qemu.functional.precache;

import java.util.List;
import org.qemu.functional.cache.upkeep.UnpackedResults;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.unpacked.UnpackedCache;

/** What was unpacked from the entries of a cache, which goes when they go. */
record Unpacked(UnpackedCache cache) implements UnpackedResults {
    static Unpacked in(CacheFolder folder) {
        return new Unpacked(UnpackedCache.of(folder.base()));
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
