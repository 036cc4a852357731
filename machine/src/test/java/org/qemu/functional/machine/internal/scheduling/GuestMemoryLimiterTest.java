package org.qemu.functional.machine.internal.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class GuestMemoryLimiterTest {
    private final GuestMemoryLimiter memory = new GuestMemoryLimiter(100);

    @TempDir Path folder;

    /** A test that requests memory on its own thread. */
    private final class Other {
        final CountDownLatch got = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();
        final Thread thread;

        Other(Object test, long bytes) {
            thread =
                    new Thread(
                            () -> {
                                try {
                                    GuestMemoryLimiter.Lease unused = memory.take(test, bytes);
                                    got.countDown();
                                } catch (InterruptedException e) {
                                    interrupted.set(true);
                                }
                            });
            thread.start();
        }

        void waits() {
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(thread.isAlive()).isTrue();
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void letsGuestsRunTogetherThatFit() throws Exception {
        memory.take("a", 60);
        memory.take("b", 40);
    }

    @Test
    void letsOneWaitUntilThereIsRoom() throws Exception {
        GuestMemoryLimiter.Lease first = memory.take("a", 60);
        Other other = new Other("b", 50);
        other.waits();
        first.close();
        other.got.await();
    }

    @Test
    void countsALeaseOnce() throws Exception {
        GuestMemoryLimiter.Lease first = memory.take("a", 60);
        memory.take("b", 40);
        Other other = new Other("c", 60);
        other.waits();
        first.close();
        first.close();
        other.got.await();
        Other one = new Other("d", 1);
        one.waits();
        one.thread.interrupt();
        one.thread.join();
    }

    @Test
    void neverLetsATestWaitThatHoldsSomething() throws Exception {
        memory.take("a", 60);
        memory.take("b", 40);
        memory.take("a", 60);
        memory.take("b", 60);
    }

    @Test
    void letsAGuestThatIsTooLargeRunAlone() throws Exception {
        GuestMemoryLimiter.Lease small = memory.take("a", 1);
        Other large = new Other("b", 1000);
        large.waits();
        small.close();
        large.got.await();
    }

    @Test
    void servesInTheOrderOfArrival() throws Exception {
        GuestMemoryLimiter.Lease first = memory.take("a", 60);
        Other large = new Other("b", 90);
        large.waits();
        Other small = new Other("c", 10);
        small.waits();
        assertThat(small.got.getCount()).isEqualTo(1);
        first.close();
        large.got.await();
        small.got.await();
    }

    @Test
    void goesOnWhenOneThatWaitsGivesUp() throws Exception {
        memory.take("a", 60);
        Other large = new Other("b", 90);
        large.waits();
        Other small = new Other("c", 10);
        small.waits();
        large.thread.interrupt();
        small.got.await();
        large.thread.join();
        assertThat(large.interrupted).isTrue();
    }

    @Test
    void asksTheKernelAndTheControlGroup() throws Exception {
        Path proc = Files.createDirectories(folder.resolve("proc"));
        Path groups = Files.createDirectories(folder.resolve("cgroup"));
        HostMemory host = new HostMemory(proc, groups);
        assertThat(host.forGuests()).isGreaterThan(1L << 60);
        Files.writeString(
                proc.resolve("meminfo"), "MemTotal: 8000 kB\nMemAvailable:    4000 kB\nX: 1\n");
        assertThat(host.forGuests()).isEqualTo(3000L * 1024);
        Files.writeString(groups.resolve("memory.max"), "max\n");
        assertThat(host.forGuests()).isEqualTo(3000L * 1024);
        Files.writeString(groups.resolve("memory.max"), "4096\n");
        assertThat(host.forGuests()).isEqualTo(3072);
        assertThat(host.total()).isEqualTo(4096);
    }

    @Test
    void givesNoMoreThanThePartThatWasGranted() throws Exception {
        HostMemory host = new HostMemory(folder, folder);
        assertThat(host.total()).isEqualTo(Long.MAX_VALUE);
        Files.writeString(
                folder.resolve("meminfo"), "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n");
        assertThat(host.total()).isEqualTo(8L << 30);
        assertThat(host.forGuests(1500L << 20)).isEqualTo(1100L << 20);
        assertThat(host.forGuests(300L << 20)).isZero();
        assertThat(host.forGuests(8L << 30)).isEqualTo(3L << 30);
    }
}
