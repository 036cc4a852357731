package org.qemu.functional.asset.internal.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a time; tests use a faster implementation. */
public interface Sleeper {
    /** Return after about that time. */
    void forAbout(Duration time) throws InterruptedException;

    /** Return as soon as the file does not exist any more, or after about that time. */
    default void untilGone(Path file, Duration atMost) throws InterruptedException {
        forAbout(atMost);
    }

    /** The implementation that really waits. */
    Sleeper REAL =
            new Sleeper() {
                @Override
                public void forAbout(Duration time) throws InterruptedException {
                    TimeUnit.MILLISECONDS.sleep(time.toMillis());
                }

                @Override
                public void untilGone(Path file, Duration atMost) throws InterruptedException {
                    DirectoryWatcher.untilGone(file, atMost, this);
                }
            };
}
