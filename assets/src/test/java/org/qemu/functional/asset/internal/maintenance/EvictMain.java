package org.qemu.functional.asset.internal.maintenance;

import java.nio.file.Path;
import org.qemu.functional.asset.internal.maintenance.evict.CacheEviction;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionPolicy;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionReport;
import org.qemu.functional.asset.internal.maintenance.evict.ExtractionCleaner;
import org.qemu.functional.files.CacheFolder;

/** Evicts everything in another process, and prints each eviction and failure. */
final class EvictMain {
    private EvictMain() {}

    /** Run with the cache's base as argument. */
    public static void main(String[] args) throws Exception {
        EvictionReport report =
                CacheEviction.from(new CacheFolder(Path.of(args[0])), ExtractionCleaner.NONE)
                        .run(
                                new EvictionPolicy(null, 0),
                                false,
                                item -> System.out.println(item.outcome() + " " + item.why()));
        System.exit(report.failed() ? 1 : 0);
    }
}
