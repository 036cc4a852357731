package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.guest.net.TestFrames.TIMEOUT;
import static org.qemu.functional.guest.net.TestFrames.broadcast;
import static org.qemu.functional.guest.net.TestFrames.number;
import static org.qemu.functional.guest.net.TestFrames.numbered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests links that are cut, slow or lossy. */
@Timeout(60)
class ImpairedLinkTest {
    @TempDir Path logs;
    private Network net;
    private EthernetSocket alice;
    private EthernetSocket bob;

    @BeforeEach
    void create() {
        net = Network.create("net", logs);
        alice = net.socket("alice");
        bob = net.socket("bob");
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void cutLinkLosesFramesOfBothDirectionsUntilItIsRestored() {
        bob.link().cut();
        alice.send(broadcast("to bob"));
        bob.send(broadcast("from bob"));
        assertThat(bob.link().awaitStatistics("both", it -> it.cut() == 2, TIMEOUT).sent())
                .isZero();
        bob.link().restore();
        alice.send(broadcast("healed"));
        assertThat(bob.receive(TIMEOUT)).isEqualTo(broadcast("healed"));
        assertThat(alice.poll()).isEmpty();
    }

    @Test
    void cutLosesWhatIsOnItsWay() {
        bob.link().delay(Direction.TO_GUEST, Duration.ofHours(1));
        alice.send(broadcast("slow"));
        net.waitForFrame("it", any -> true, TIMEOUT);
        bob.link().cut();
        bob.link().restore();
        bob.link().delay(Duration.ZERO);
        alice.send(broadcast("next"));
        assertThat(bob.receive(TIMEOUT)).isEqualTo(broadcast("next"));
    }

    @Test
    void delayHoldsFramesBackAtLeastThatLong() {
        bob.link().delay(Direction.TO_GUEST, Duration.ofMillis(30));
        long start = System.nanoTime();
        alice.send(broadcast("slow"));
        bob.receive(TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void delayOfTheWayInCountsToo() {
        alice.link().delay(Direction.FROM_GUEST, Duration.ofHours(1));
        alice.send(broadcast("slow"));
        bob.send(broadcast("fast"));
        assertThat(net.waitForFrame("one", any -> true, TIMEOUT).link()).isEqualTo("bob");
        alice.link().delay(Duration.ZERO);
        assertThat(bob.receive(TIMEOUT)).isEqualTo(broadcast("slow"));
    }

    @Test
    void capSpreadsFramesOverTime() {
        // 10 frames of 1000 bytes at 1 Mbit/s: 80 ms.
        bob.link().cap(Direction.TO_GUEST, 1_000_000);
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            alice.send(numbered(i, 1000));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(number(bob.receive(TIMEOUT))).isEqualTo(i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void sameSeedLosesTheSameFrames() {
        List<Integer> first = survivors(7);
        assertThat(first).hasSizeBetween(60, 95);
        assertThat(survivors(7)).isEqualTo(first);
        assertThat(survivors(8)).isNotEqualTo(first);
    }

    private List<Integer> survivors(long seed) {
        bob.link().loss(0.2, seed);
        for (int i = 0; i < 100; i++) {
            alice.send(numbered(i, 60));
        }
        bob.link().loss(0, 0);
        alice.send(numbered(100, 60));
        List<Integer> came = new ArrayList<>();
        for (int next = 0; next < 100; came.add(next)) {
            next = number(bob.receive(TIMEOUT));
        }
        came.remove(came.size() - 1);
        return came;
    }

    @Test
    void filterDropsSomeFramesAndCountsThem() {
        bob.link()
                .filter(
                        frame ->
                                !frame.contains(
                                        "secret"
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8)));
        alice.send(broadcast("a secret"));
        alice.send(broadcast("a word"));
        assertThat(bob.receive(TIMEOUT)).isEqualTo(broadcast("a word"));
        assertThat(bob.link().statistics().filtered()).isEqualTo(1);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> bob.link().delay(Duration.ofMillis(-1)))
                .hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> bob.link().delay(Duration.ofDays(2)))
                .hasMessageContaining("PT48H");
        assertThatThrownBy(() -> bob.link().loss(1.5, 0)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> bob.link().loss(Double.NaN, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> bob.link().cap(-1)).hasMessageContaining("-1 bit/s");
    }
}
