package org.qemu.functional.asset;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.download.DownloaderFixture;

/** Makes a cache in whose pauses something happens. */
record CacheWithPause(CacheFixture fixture) {
    interface Event {
        void happen() throws Exception;
    }

    /** Makes the event happen in the pause of that number, counted from one. */
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
