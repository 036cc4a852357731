package org.qemu.functional.asset;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.DownloaderFixture;

/** Creates a cache with an event during one of its pauses. */
record CacheWithPause(CacheFixture fixture) {
    interface Event {
        void happen() throws Exception;
    }

    /** Run the event during the pause with the given number, counted from one. */
    AssetCache onPause(int number, Event event) {
        AtomicInteger pauses = new AtomicInteger();
        Sleeper pause =
                time -> {
                    if (pauses.incrementAndGet() == number) {
                        try {
                            event.happen();
                        } catch (InterruptedException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        Map<String, String> environment =
                Map.of("QEMU_TEST_CACHE_DIR", fixture.directory.toString());
        return new AssetCache(
                CacheSettings.fromEnvironment(environment),
                () ->
                        DownloaderFixture.of(
                                environment,
                                fixture.etcApt,
                                fixture.client,
                                Clock.systemUTC(),
                                pause),
                Clock.systemUTC(),
                pause);
    }
}
