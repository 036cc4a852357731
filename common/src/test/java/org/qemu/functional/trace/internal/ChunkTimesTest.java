package org.qemu.functional.trace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkTimesTest {
    private static final long MILLISECOND = 1_000_000;

    private final ChunkTimes times = new ChunkTimes();

    @Test
    void keepsTheTimesOfReadsThatAreApart() {
        times.add(5, 10);
        times.add(5 + MILLISECOND, 3);

        assertThat(times.count()).isEqualTo(2);
        assertThat(times.time(1)).isEqualTo(5 + MILLISECOND);
        assertThat(times.end(0)).isEqualTo(10);
        assertThat(times.end(1)).isEqualTo(13);
    }

    @Test
    void readsWithinAMillisecondAreOneChunk() {
        times.add(0, 1);
        times.add(MILLISECOND - 1, 2);

        assertThat(times.count()).isEqualTo(1);
        assertThat(times.end(0)).isEqualTo(3);
    }

    /** A console of 50 MB that arrives in single bytes, each two milliseconds after the last. */
    @Test
    void fiftyMillionTinyReadsStayWithinTheLimit() {
        int reads = 50_000_000;
        for (int i = 0; i < reads; i++) {
            times.add(2 * MILLISECOND * i, 1);
        }

        assertThat(times.count()).isBetween(ChunkTimes.MAX_CHUNKS / 2 - 1, ChunkTimes.MAX_CHUNKS);
        assertThat(times.end(times.count() - 1)).isEqualTo(reads);
        assertThat(times.time(0)).isZero();
        for (int i = 0; i < times.count(); i++) {
            // The chunk begins with the byte whose time it has.
            long first = i == 0 ? 0 : times.end(i - 1);
            assertThat(times.time(i)).isEqualTo(2 * MILLISECOND * first);
        }
    }
}
