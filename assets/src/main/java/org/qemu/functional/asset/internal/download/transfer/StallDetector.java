package org.qemu.functional.asset.internal.download.transfer;

import static org.qemu.functional.asset.internal.download.transfer.TransferException.Remedy.RETRY;

import java.time.Clock;
import java.time.Duration;

/** Detects a transfer that is too slow: a server may send a byte now and then forever. */
final class StallDetector {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    /** Minimum number of bytes in that time: 1 kB/s, less than any modem. */
    private static final long LEAST = 60_000;

    private final Clock clock;
    private long since;
    private long bytes;

    StallDetector(Clock clock) {
        this.clock = clock;
        this.since = clock.millis();
    }

    void check(int more, String url) throws TransferException {
        bytes += more;
        long now = clock.millis();
        if (now - since < WINDOW.toMillis()) {
            return;
        }
        if (bytes < LEAST) {
            throw new TransferException(
                    RETRY,
                    "%s is too slow: %d bytes in %d s".formatted(url, bytes, WINDOW.toSeconds()));
        }
        since = now;
        bytes = 0;
    }
}
