package org.qemu.functional.asset.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final AtomicLong now = new AtomicLong();
    final LineProgress progress =
            new LineProgress(new PrintStream(out, true, StandardCharsets.UTF_8), now::get);

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void secondsLater(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        progress.tick();
    }

    @Test
    void saysWhatHappensAndSaysSomethingEveryTenSeconds() {
        progress.expect(1, -1);
        progress.start("a", "a.img", 1000, "fetching a.img");
        progress.advance("a", 100);
        secondsLater(9);
        assertThat(lines()).containsExactly("fetching a.img");
        progress.advance("a", 400);
        secondsLater(1);
        secondsLater(1);
        progress.end("a", "ok a.img");
        secondsLater(100);
        assertThat(lines())
                .containsExactly(
                        "fetching a.img",
                        "... a.img: 500B of 1000B, 50%, 400B/s, 0:02 left",
                        "... 0 of 1 files, 500B of 1000B, 50%, 400B/s, 0:02 left",
                        "ok a.img");
    }

    @Test
    void hasNoCodesOfTerminals() {
        progress.start("a", "a", 10, "fetching a");
        secondsLater(11);
        progress.close();
        assertThat(lines()).noneMatch(line -> line.contains("\u001b") || line.contains("\r"));
    }

    @Test
    void tellsSizesForPeople() {
        assertThat(HumanReadable.size(-1)).isEqualTo("size unknown");
        assertThat(HumanReadable.size(999)).isEqualTo("999B");
        assertThat(HumanReadable.size(1000)).isEqualTo("1000B");
        assertThat(HumanReadable.size(999_999)).isEqualTo("977K");
        assertThat(HumanReadable.size(12_345_678)).isEqualTo("12056K");
        assertThat(HumanReadable.size(Long.MAX_VALUE)).isEqualTo("8388608T");
    }

    @Test
    void tellsTimesForPeople() {
        assertThat(HumanReadable.time(7)).isEqualTo("0:07");
        assertThat(HumanReadable.time(754)).isEqualTo("12:34");
        assertThat(HumanReadable.time(3723)).isEqualTo("1:02:03");
    }
}
