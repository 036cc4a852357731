package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.logging.Log;

/** Says what there is to say. Where there is nothing, Log4j is not even loaded. */
final class ExtractionLog {
    private static final Log LOG = Log.of("qemu.unpacked");

    private ExtractionLog() {}

    static void damaged(CorruptEntryException e) {
        LOG.warn("{}: what was unpacked is dropped and unpacked again", e.getMessage());
    }

    static void unusable(Path root, Path archive, Throwable e) {
        LOG.info(
                "Extraction cache {} is unusable ({}); extracting {} directly. Set QEMU_TEST_CACHE_DIR to use another folder.",
                root,
                e.toString(),
                archive);
    }

    static void full(Path root, long bytes) {
        LOG.warn(
                "the disk of {} is full: removed {} bytes of what was unpacked there", root, bytes);
    }

    static void tooBig(Path archive, long bytes, long bound) {
        LOG.info(
                "what is unpacked from {} takes {} bytes and is not kept: QEMU_TEST_UNPACKED_MAX_SIZE={}",
                archive,
                bytes,
                bound);
    }

    static void cannotRemove(Path path, IOException e) {
        LOG.info("cannot remove {}", path, e);
    }
}
