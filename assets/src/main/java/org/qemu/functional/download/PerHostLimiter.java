package org.qemu.functional.download;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import okhttp3.HttpUrl;

/** Bounds how many transfers this process has at once with one server, by host and port. */
final class PerHostLimiter {
    /** Enough that small files do not wait for large ones, and no more than a server bears. */
    static final int EACH = 32;

    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private final int each;

    PerHostLimiter(int each) {
        this.each = each;
    }

    /** Waits for a slot, to be closed after use. */
    Slot take(HttpUrl url) throws InterruptedException {
        Semaphore slots =
                free.computeIfAbsent(
                        url.host() + ":" + url.port(), host -> new Semaphore(each, true));
        slots.acquire();
        return slots::release;
    }

    /** A transfer that is allowed. */
    @FunctionalInterface
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }
}
