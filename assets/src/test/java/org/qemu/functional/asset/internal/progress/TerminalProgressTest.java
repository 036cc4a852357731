package org.qemu.functional.asset.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    final Screen screen = new Screen();
    final AtomicLong now = new AtomicLong();
    Progress progress = on(60, 24);

    private Progress on(int width, int height) {
        return new TerminalProgress(screen.out, new Terminal(width, height), now::get);
    }

    private void secondsLater(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        progress.tick();
    }

    @Test
    void showsEachFileAndAllWithRateAndTimeLeft() {
        progress.expect(2, -1);
        progress.start("a", "vmlinuz", 10_000_000, "fetching vmlinuz");
        progress.start("b", "initrd.gz", 30_000_000, "fetching initrd.gz");
        secondsLater(0);
        progress.advance("a", 5_000_000);
        progress.advance("b", 5_000_000);
        secondsLater(2);

        assertThat(screen.lines())
                .containsExactly(
                        "vmlinuz             4883K of 9766K, 50%, 2441K/s, 0:03 left",
                        "initrd.gz          4883K of 29297K, 16%, 2441K/s, 0:11 left",
                        "0 of 2 files, 9766K of 39063K, 25%, 4883K/s, 0:07 left");
    }

    @Test
    void leavesWhatEndedAboveAndTakesTheRestAwayInTheEnd() {
        progress.expect(2, -1);
        progress.start("a", "a", 10, "");
        progress.start("b", "b", 10, "");
        secondsLater(1);
        progress.advance("a", 10);
        progress.end("a", "ok a");
        secondsLater(1);
        assertThat(screen.lines()).first().isEqualTo("ok a");
        assertThat(screen.lines()).hasSize(3);
        progress.end("b", "failed b: gone");
        progress.close();
        assertThat(screen.lines()).containsExactly("ok a", "failed b: gone");
        progress.tick();
        assertThat(screen.lines()).containsExactly("ok a", "failed b: gone");
    }

    @Test
    void promisesNothingWhenSizesAreUnknown() {
        progress.expect(3, -1);
        progress.start("a", "a", -1, "");
        secondsLater(0);
        progress.advance("a", 4_000);
        secondsLater(1);
        assertThat(screen.lines())
                .containsExactly(
                        "a                                            4000B, 4000B/s",
                        "0 of 3 files, 4000B, 4000B/s");
    }

    @Test
    void startsOverAtATryAnew() {
        progress.start("a", "a", 100, "");
        progress.advance("a", 90);
        secondsLater(1);
        progress.waiting("a", "a", "retrying in 4 s: reset", "retrying");
        secondsLater(1);
        assertThat(screen.lines()).first().asString().endsWith("retrying in 4 s: reset");
        progress.start("a", "a", 50, "");
        progress.advance("a", 10);
        secondsLater(1);
        assertThat(screen.lines())
                .first()
                .asString()
                .endsWith("10B of 50B, 20%"); // and no rate below zero
    }

    @Test
    void showsWhatWaitsForAnotherProcessBeforeItBegins() {
        progress.waiting("a", "a", "another process is downloading it", "waiting");
        secondsLater(1);
        assertThat(screen.lines()).first().asString().endsWith("another process is downloading it");
    }

    @Test
    void keepsWithinTheTerminal() {
        progress = on(30, 7);
        IntStream.range(0, 9)
                .forEach(i -> progress.start(i, "a-very-long-name-of-a-kernel-image-" + i, 9, ""));
        secondsLater(1);
        assertThat(screen.lines()).hasSize(5).allMatch(line -> line.length() < 30);
        assertThat(screen.lines()).element(3).isEqualTo("and 6 more");
    }

    @Test
    void writesNothingWhenNothingChanged() {
        progress.start("a", "a", 100, "");
        secondsLater(1);
        secondsLater(10);
        int before = screen.written.size();
        secondsLater(10);
        assertThat(screen.written.size()).isEqualTo(before);
    }

    @Test
    void letsNoNameMoveTheCursor() {
        progress.start("a", "\u001b[2Jevil", 100, "");
        secondsLater(1);
        assertThat(screen.lines()).first().asString().startsWith("␛[2Jevil");
    }
}
