package org.qemu.functional.asset.internal.download.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private Instant now = Instant.EPOCH;
    private final Clock clock =
            new Clock() {
                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };

    @Test
    void noticesAByteASecond() throws Exception {
        StallDetector check = new StallDetector(clock);
        for (int i = 0; i < 59; i++) {
            now = now.plusSeconds(1);
            check.check(1, "http://example.org/x");
        }
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> check.check(1, "http://example.org/x"))
                .isInstanceOf(TransferException.class)
                .hasMessage("http://example.org/x is too slow: 60 bytes in 60 s");
    }

    @Test
    void looksAtTheLastMinuteOnly() throws Exception {
        StallDetector check = new StallDetector(clock);
        check.check(50_000_000, "x");
        now = now.plus(Duration.ofMinutes(1));
        check.check(1, "x");
        now = now.plus(Duration.ofMinutes(1));
        assertThatThrownBy(() -> check.check(1, "x")).hasMessageContaining("1 bytes in 60 s");
    }

    @Test
    void bearsASlowLine() throws Exception {
        StallDetector check = new StallDetector(clock);
        for (int i = 0; i < 600; i++) {
            now = now.plusSeconds(1);
            check.check(1_000, "x");
        }
        assertThat(now).isEqualTo(Instant.ofEpochSecond(600));
    }
}
