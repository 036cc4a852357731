package org.qemu.functional.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time go by; tests put something quicker in its place. */
public interface Pause {
    /** Returns after about that time. */
    void forAbout(Duration time) throws InterruptedException;

    /** Lets the time really go by. */
    Pause REAL =
            new Pause() {
                @Override
                public void forAbout(Duration time) throws InterruptedException {
                    TimeUnit.MILLISECONDS.sleep(time.toMillis());
                }
            };
}
