package org.qemu.functional.guest.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.internal.net.TrafficShaper.Fate;
import org.qemu.functional.guest.net.Frame;
import org.qemu.functional.guest.net.TestFrames;

/** Tests delay, loss and rate limit with a simulated clock. */
class TrafficShaperTest {
    private static final long MS = 1_000_000;
    private static final Frame FRAME = TestFrames.numbered(1, 1000);

    private final TrafficShaper shaper = new TrafficShaper();

    @Test
    void passesEverythingAtFirst() {
        assertThat(shaper.offer(FRAME, 5)).isEqualTo(Fate.PASSES);
        assertThat(shaper.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void delaysByTheTimeGiven() {
        shaper.delay(10 * MS, 0);
        assertThat(shaper.offer(FRAME, 3 * MS)).isEqualTo(Fate.WAITS);
        assertThat(shaper.due()).isEqualTo(13 * MS);
        assertThat(shaper.poll(13 * MS - 1)).isNull();
        assertThat(shaper.poll(13 * MS)).isEqualTo(FRAME);
        assertThat(shaper.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shorterDelayHastensThoseOnTheirWayAndKeepsTheirOrder() {
        shaper.delay(1000 * MS, 0);
        shaper.offer(TestFrames.numbered(1, 100), 0);
        shaper.delay(0, 5 * MS);
        assertThat(shaper.offer(TestFrames.numbered(2, 100), 5 * MS)).isEqualTo(Fate.WAITS);
        assertThat(TestFrames.number(shaper.poll(5 * MS))).isEqualTo(1);
        assertThat(TestFrames.number(shaper.poll(5 * MS))).isEqualTo(2);
    }

    @Test
    void losesTheShareGivenAndTheSameFramesForTheSameSeed() {
        shaper.loss(0.1, 42);
        List<Fate> first = fates(10_000);
        assertThat(first.stream().filter(Fate.LOST::equals).count()).isBetween(900L, 1100L);
        shaper.loss(0.1, 42);
        assertThat(fates(10_000)).isEqualTo(first);
        shaper.loss(0.1, 43);
        assertThat(fates(10_000)).isNotEqualTo(first);
    }

    @Test
    void losesAllOrNoneAtTheEnds() {
        shaper.loss(1, 42);
        assertThat(fates(100)).containsOnly(Fate.LOST);
        shaper.loss(0, 42);
        assertThat(fates(100)).containsOnly(Fate.PASSES);
    }

    private List<Fate> fates(int count) {
        List<Fate> fates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fates.add(shaper.offer(FRAME, 0));
        }
        return fates;
    }

    @Test
    void capSpacesFramesByTheirLength() {
        // 1000 bytes take 1 ms.
        shaper.cap(8_000_000, 0);
        assertThat(fates(3)).containsOnly(Fate.WAITS);
        assertThat(shaper.poll(MS - 1)).isNull();
        assertThat(shaper.poll(MS)).isNotNull();
        assertThat(shaper.poll(3 * MS)).isNotNull();
        assertThat(shaper.poll(3 * MS)).isNotNull();
        assertThat(shaper.poll(3 * MS)).isNull();
    }

    @Test
    void delayComesOnTopOfTheCap() {
        shaper.cap(8_000_000, 0);
        shaper.delay(10 * MS, 0);
        fates(2);
        assertThat(shaper.due()).isEqualTo(11 * MS);
        shaper.poll(11 * MS);
        assertThat(shaper.due()).isEqualTo(12 * MS);
    }

    @Test
    void idleLineSavesNothingUp() {
        shaper.cap(8_000_000, 0);
        shaper.offer(FRAME, 1000 * MS);
        assertThat(shaper.due()).isEqualTo(1001 * MS);
    }

    @Test
    void dropsWhatFindsTheQueueOfTheCappedLineFull() {
        shaper.cap(8_000_000, 0);
        List<Fate> fates = fates(300);
        assertThat(fates.subList(0, TrafficShaper.QUEUE / 1000)).containsOnly(Fate.WAITS);
        assertThat(fates.subList(TrafficShaper.QUEUE / 1000 + 1, 300)).containsOnly(Fate.OVERFLOWS);
        // After half of it, there is space again.
        assertThat(shaper.offer(FRAME, TrafficShaper.QUEUE / 1000 / 2 * MS)).isEqualTo(Fate.WAITS);
    }

    @Test
    void cappedLineTakesALongFrameHoweverSlowItIs() {
        shaper.cap(8, 0);
        assertThat(shaper.offer(FRAME, 0)).isEqualTo(Fate.WAITS);
        assertThat(shaper.due()).isEqualTo(1000 * 1000 * MS);
        shaper.cap(0, 7 * MS);
        assertThat(shaper.poll(7 * MS)).isEqualTo(FRAME);
    }

    @Test
    void longDelayOfManyFramesIsLimitedInMemory() {
        shaper.delay(1000 * MS, 0);
        Frame longest = TestFrames.numbered(1, Frame.LONGEST);
        int fits = TrafficShaper.IN_FLIGHT / Frame.LONGEST;
        for (int i = 0; i < fits; i++) {
            assertThat(shaper.offer(longest, 0)).isEqualTo(Fate.WAITS);
        }
        assertThat(shaper.offer(longest, 0)).isEqualTo(Fate.OVERFLOWS);
        assertThat(shaper.clear()).isEqualTo(fits);
        assertThat(shaper.offer(longest, 0)).isEqualTo(Fate.WAITS);
    }
}
