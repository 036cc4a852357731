package org.qemu.functional.extraction.internal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.internal.extraction.CachedFile;
import org.qemu.functional.asset.internal.extraction.ExtractionCache;
import org.qemu.functional.settings.HarnessSettings;

/** Extract assets, each only once: later tests get copies of the result. */
public final class AssetExtraction {
    /** Initialized at the first use of this class, because not every test extracts something. */
    private static final ExtractionCache CACHE =
            ExtractionCache.fromEnvironment(HarnessSettings.current().environment());

    private AssetExtraction() {}

    /** Extract all members into a folder. */
    public static void all(Asset archive, @Nullable String format, Path folder) {
        CACHE.extract(cached(archive), format, folder);
    }

    /** Extract one member into a folder, and return its path. */
    public static Path member(Asset archive, @Nullable String format, String member, Path folder) {
        return CACHE.extractMember(cached(archive), format, member, folder);
    }

    /** Uncompress a file, and return its path. */
    public static Path uncompress(Asset compressed, @Nullable String format, Path target) {
        return CACHE.uncompress(cached(compressed), format, target);
    }

    private static CachedFile cached(Asset asset) {
        return new CachedFile(asset.hash(), asset.fetch(), asset.url());
    }
}
