package org.qemu.functional.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.files.CacheFolder;

@Timeout(60)
class LocksTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private final List<Process> children = new ArrayList<>();

    @TempDir Path temp;
    private CacheFolder folder;

    @BeforeEach
    void start() throws IOException {
        folder = new CacheFolder(temp);
        Files.createDirectories(folder.download());
    }

    @AfterEach
    void stop() {
        children.forEach(child -> child.destroyForcibly().onExit().join());
    }

    private Process child(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HoldMain.class.getName(),
                                temp.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(process);
        return process;
    }

    @Test
    void nobodyRemovesWhatAnotherProcessUses() throws Exception {
        List<String> done = new ArrayList<>();
        Process user = child("use", A);
        try (BufferedReader output = user.inputReader()) {
            assertThat(output.readLine()).isEqualTo("held");
        }
        assertThat(UseLock.ifUnused(folder, A, () -> done.add("A"))).isFalse();
        assertThat(UseLock.ifUnused(folder, B, () -> done.add("B"))).isTrue();
        assertThat(done).containsExactly("B");

        user.destroyForcibly().waitFor();
        assertThat(UseLock.ifUnused(folder, A, () -> done.add("A, now free"))).isTrue();
        assertThat(done).containsExactly("B", "A, now free");
    }

    @Test
    void twoMayUseTheSame() throws Exception {
        for (Process user : List.of(child("use", A), child("use", A))) {
            assertThat(user.inputReader().readLine()).isEqualTo("held");
        }
        UseLock.hold(folder, A);
        UseLock.hold(folder, A);
        assertThat(UseLock.ifUnused(folder, A, () -> {})).as("used by this process").isFalse();
    }

    @Test
    void sparesWhatItUsesItselfAlsoWhenInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        UseLock.hold(folder, A);
        assertThat(Thread.interrupted()).isTrue();
        Process other = child("use", B);
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        assertThat(UseLock.ifUnused(folder, A, () -> {})).isFalse();
        assertThat(UseLock.ifUnused(folder, B, () -> {})).isFalse();
    }

    @Test
    void getsTheLockWhenItsHolderIsKilled() throws Exception {
        Process holder = child("lock", A, B);
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        assertThat(CacheLock.tryAcquire(folder.download(), A)).isNull();
        CompletableFuture<Boolean> got =
                CompletableFuture.supplyAsync(
                        () -> {
                            try (CacheLock lock =
                                    CacheLock.acquire(folder.download(), A, () -> {})) {
                                return lock != null;
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(got).isNotDone();
        holder.destroyForcibly().waitFor();
        assertThat(got.get()).isTrue();
    }

    /** Each waits for what the other has: for the kernel a deadlock, although it is two threads. */
    @Test
    void outlivesADeadlockThatIsNone() throws Exception {
        CacheLock ours = CacheLock.tryAcquire(folder.download(), B);
        assertThat(ours).isNotNull();
        Process other = child("lock", A, B);
        BufferedReader output = other.inputReader();
        assertThat(output.readLine()).isEqualTo("held");
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<CacheLock> second =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return CacheLock.acquire(folder.download(), A, waiting::countDown);
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        waiting.await();
        other.getOutputStream().write('\n');
        other.getOutputStream().flush();
        assertThat(output.readLine()).isEqualTo("waiting");
        ours.close();
        String line = output.readLine();
        while ("waiting".equals(line)) {
            line = output.readLine();
        }
        assertThat(line).isEqualTo("both");
        try (CacheLock lock = second.get()) {
            assertThat(lock).isNotNull();
        }
        assertThat(other.waitFor()).isZero();
    }

    @Test
    void givesUpWhenInterruptedAndLosesNoOtherLock() throws Exception {
        Process holder = child("lock", A, B);
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        String other = "c".repeat(64);
        try (CacheLock kept = CacheLock.tryAcquire(folder.download(), other)) {
            assertThat(kept).isNotNull();
            CountDownLatch waiting = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread waiter =
                    new Thread(
                            () -> {
                                try {
                                    CacheLock.acquire(folder.download(), A, waiting::countDown)
                                            .close();
                                } catch (IOException | InterruptedException e) {
                                    end.set(e);
                                }
                            });
            waiter.start();
            waiting.await();
            waiter.interrupt();
            waiter.join();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);

            Process third = child("lock", other, B);
            assertThat(third.inputReader().readLine()).as("a lock that is kept").isEqualTo("none");
        }
    }

    @Test
    void givesUpWhenPatienceEnds() throws Exception {
        Process holder = child("lock", A, B);
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        assertThatThrownBy(
                        () ->
                                CacheLock.acquire(
                                                folder.download(),
                                                A,
                                                () -> {
                                                    throw new IOException("enough");
                                                })
                                        .close())
                .isInstanceOf(IOException.class)
                .hasMessage("enough");
    }
}
