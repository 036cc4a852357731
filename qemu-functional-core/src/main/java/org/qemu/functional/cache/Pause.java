package org.qemu.functional.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time go by; tests put something quicker in its place. */
public interface Pause {
    /** Returns after about that time. */
    void forAbout(Duration time) throws InterruptedException;

    /** Lets the time really go by. */
    static Pause real() {
        return time -> {
            boolean woken = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
            assert !woken;
        };
    }
}
