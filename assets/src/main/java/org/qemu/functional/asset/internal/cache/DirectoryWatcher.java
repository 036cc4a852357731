package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.qemu.functional.logging.Log;

/** Waits for file system events of a folder. */
final class DirectoryWatcher {
    private static final Log LOG = Log.of("qemu.asset");

    private DirectoryWatcher() {}

    /**
     * Wait until a file is removed or renamed.
     *
     * @param instead fallback where no events are available: watches are a limited resource, and
     *     some file systems do not support them
     */
    static void untilGone(Path file, Duration atMost, Sleeper instead) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        try (WatchService watch = file.getFileSystem().newWatchService()) {
            file.getParent().register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (Files.exists(file)) {
                WatchKey key = watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return;
                }
                boolean watching = key.pollEvents().isEmpty() || key.reset();
                if (!watching) {
                    return; // the folder itself was removed
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot watch " + file.getParent(), e);
            instead.forAbout(atMost);
        }
    }
}
