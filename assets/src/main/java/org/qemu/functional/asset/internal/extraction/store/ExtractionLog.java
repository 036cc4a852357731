package org.qemu.functional.asset.internal.extraction.store;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.asset.internal.extraction.manifest.CorruptEntryException;
import org.qemu.functional.logging.Log;

/**
 * Logs the events of the cache. In a class of its own, so that the log is loaded only if needed.
 */
public final class ExtractionLog {
    private static final Log LOG = Log.of("qemu.unpacked");

    private ExtractionLog() {}

    public static void damaged(CorruptEntryException e) {
        LOG.warn("{}; removing this extracted content and extracting it again", e.getMessage());
    }

    public static void unusable(Path root, Path archive, Throwable e) {
        LOG.info(
                "Extraction cache {} is unusable ({}); extracting {} directly. Set QEMU_TEST_CACHE_DIR to use another folder.",
                root,
                e.toString(),
                archive);
    }

    public static void full(Path root, long bytes) {
        LOG.warn("the disk of {} is full: removed {} bytes of extracted files there", root, bytes);
    }

    public static void tooBig(Path archive, long bytes, long bound) {
        LOG.info(
                "the files extracted from {} take {} bytes and are not cached: QEMU_TEST_UNPACKED_MAX_SIZE={}",
                archive,
                bytes,
                bound);
    }

    static void cannotRemove(Path path, IOException e) {
        LOG.info("cannot remove {}", path, e);
    }
}
