package org.qemu.functional.asset.internal.download.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import okhttp3.HttpUrl;

/**
 * Limits the number of simultaneous transfers of this process with one server, by host and port.
 */
public final class PerHostLimiter {
    /** Enough that small files do not wait for large ones, but not too much for a server. */
    public static final int EACH = 32;

    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private final int each;

    public PerHostLimiter(int each) {
        this.each = each;
    }

    /** Wait for a permit, which must be closed after use. */
    Permit take(HttpUrl url) throws InterruptedException {
        Semaphore permits =
                free.computeIfAbsent(
                        url.host() + ":" + url.port(), host -> new Semaphore(each, true));
        permits.acquire();
        return permits::release;
    }

    /** A permit for one transfer. */
    @FunctionalInterface
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
