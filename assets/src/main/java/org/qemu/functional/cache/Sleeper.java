package org.qemu.functional.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time go by; tests put something quicker in its place. */
public interface Sleeper {
    /** Returns after about that time. */
    void forAbout(Duration time) throws InterruptedException;

    /** Returns as soon as there is no such file any more, or after about that time. */
    default void untilGone(Path file, Duration atMost) throws InterruptedException {
        forAbout(atMost);
    }

    /** Lets the time really go by. */
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
