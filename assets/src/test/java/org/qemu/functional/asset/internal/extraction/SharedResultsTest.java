package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.asset.internal.extraction.store.EntryLocation;
import org.qemu.functional.asset.internal.extraction.store.EntryLock;
import org.qemu.functional.asset.internal.extraction.store.EvictionResult;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/** Shares results with other threads and processes, which can be killed. */
@Timeout(120)
class SharedResultsTest {
    @TempDir Path temp;
    final AtomicInteger published = new AtomicInteger();
    Fixture fixture;
    ExtractionCache cache;

    @BeforeEach
    void makeArchive() throws IOException {
        fixture = new Fixture(temp).withArchive();
        cache = fixture.cache(1 << 30, this::count);
    }

    private void count(EntryPublisher.Stage stage) {
        if (stage == EntryPublisher.Stage.PUBLISHED) {
            published.incrementAndGet();
        }
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    @Test
    void unpacksOnceForManyThreads() {
        List<CompletableFuture<Path>> all = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < 16; i++) {
            String to = "to" + i;
            all.add(
                    async(
                            () -> {
                                Stops.await(start);
                                return fixture.extractMember(cache, to);
                            }));
        }
        start.countDown();
        all.forEach(file -> Fixture.assertWhole(file.join()));
        assertThat(published).hasValue(1);
    }

    @Test
    void unpacksOnceForTwoProcesses() throws Exception {
        try (Child first = Child.unpacking(fixture, "stop=UNPACKED", "to1")) {
            first.awaitLine("UNPACKED");
            try (Child second = Child.unpacking(fixture, "to2")) {
                second.awaitLine("asking");
                first.go();
                first.awaitLine("done");
                assertThat(second.awaitLine("done")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EntryPublisher.Stage.class)
    void unpacksAfterAnotherWasKilled(EntryPublisher.Stage stage) throws Exception {
        try (Child child = Child.unpacking(fixture, "stop=" + stage, "to1")) {
            child.awaitLine(stage.name());
            child.kill();
        }
        boolean whole = stage == EntryPublisher.Stage.PUBLISHED;
        assertThat(Files.exists(fixture.memberSlot().entry())).isEqualTo(whole);
        Fixture.assertWhole(fixture.extractMember(cache, "to2"));
        assertThat(published).hasValue(whole ? 0 : 1);
        assertThat(fixture.kept()).containsExactly(fixture.memberSlot().key());
    }

    @Test
    void unpacksDifferentThingsAtTheSameTime() throws Exception {
        try (Child child = Child.unpacking(fixture, "stop=UNPACKING", "to1")) {
            child.awaitLine("UNPACKING");
            Path tree = fixture.extract(cache, "all"); // while the other one is stopped
            Fixture.assertWhole(tree.resolve(Fixture.MEMBER));
            child.go();
            child.awaitLine("done");
        }
        assertThat(fixture.kept()).hasSize(2);
    }

    @Test
    void givesUpWaitingWhenInterrupted() throws Exception {
        try (Child child = Child.unpacking(fixture, "stop=UNPACKING", "to1")) {
            child.awaitLine("UNPACKING");
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread waiter =
                    new Thread(
                            () -> {
                                try {
                                    fixture.extractMember(cache, "to2");
                                } catch (UncheckedIOException e) {
                                    interrupted.complete(Thread.currentThread().isInterrupted());
                                }
                            });
            waiter.start();
            awaitBlockedLock();
            waiter.interrupt();
            assertThat(interrupted.get()).isTrue();
            child.go();
            child.awaitLine("done");
        }
        // The pending lock request in the kernel blocks no other process.
        Fixture.assertWhole(fixture.extractMember(cache, "to3"));
        assertThat(cache.evict(Fixture.HASH).results()).isOne();
        assertThat(published).hasValue(0);
    }

    @Test
    void doesNotStartWhenInterruptedBefore() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fixture.extractMember(cache, "to"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("interrupted while");
        assertThat(Thread.interrupted()).isTrue();
        Fixture.assertWhole(fixture.extractMember(cache, "to"));
    }

    /** Wait until a process of this user waits for a lock on the cache's lock file. */
    private void awaitBlockedLock() throws IOException {
        String inode =
                ":" + Files.getAttribute(fixture.base.resolve("unpacked/.lock"), "unix:ino") + " ";
        while (Files.readAllLines(Path.of("/proc/locks")).stream()
                .noneMatch(line -> line.contains("->") && line.contains(inode))) {
            Thread.onSpinWait();
        }
    }

    /**
     * Each process holds one lock, and another of its threads waits for the lock of the other
     * process. The kernel treats this as a deadlock and returns an error.
     */
    @Test
    void survivesWhatTheKernelTakesForADeadlock() throws Exception {
        CountDownLatch filling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExtractionCache stopping =
                fixture.cache(1 << 30, Stops.at(EntryPublisher.Stage.UNPACKING, filling, goOn));
        Fixture other = new Fixture(Files.createDirectory(temp.resolve("o")), fixture.base);
        other.withArchive();
        try (Child child = Child.start(DeadlockMain.class, List.of(), other, temp.toString())) {
            child.awaitLine("filling");
            CompletableFuture<Path> mine = async(() -> fixture.extractMember(stopping, "to1"));
            filling.await();
            child.go();
            awaitBlockedLock();
            CompletableFuture<Path> others = async(() -> other.extractMember(cache, "to2"));
            awaitThreadIn("pauseWhileDeadlockIsAssumed");
            goOn.countDown();
            Fixture.assertWhole(mine.get());
            child.go();
            Fixture.assertWhole(others.get());
            child.awaitLine("done");
        }
        assertThat(published).hasValue(0); // this process has not filled the entry
    }

    private static void awaitThreadIn(String method) {
        while (Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .noneMatch(frame -> frame.getMethodName().equals(method))) {
            Thread.onSpinWait();
        }
    }

    /** Other versions of the harness can run on the same host. */
    @Test
    void locksTheByteThatTheSlotGives() throws Exception {
        Path root = Files.createDirectories(fixture.base.resolve("unpacked"));
        EntryLocation slot = new EntryLocation(root, Fixture.HASH, "0123");
        FileLocks locks = FileLocks.of(root.resolve(".lock"));
        try (HeldLock lock = locks.tryLock(4183130579334158478L, LockMode.SHARED)) {
            assertThat(lock).isNotNull();
            assertThat(EntryLock.tryToRemove(slot)).isNull();
            EntryLock.toRead(slot).close();
        }
        EntryLock.toFill(slot).close();
    }

    @Test
    void removesNothingThatAnotherProcessIsCopying() throws Exception {
        fixture.extractMember(cache, "to1");
        try (Child child = Child.unpacking(fixture, "stop=COPYING")) {
            child.awaitLine("COPYING");
            assertThat(cache.evict(Fixture.HASH)).isEqualTo(new EvictionResult(0, 0, 1));
            Fixture.assertWhole(fixture.extractMember(cache, "to2"));
            child.go();
            child.awaitLine("done");
        }
        assertThat(cache.evict(Fixture.HASH).results()).isOne();
    }

    @Test
    void removesNothingThatAThreadIsFilling() throws Exception {
        CountDownLatch filling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExtractionCache stopping =
                fixture.cache(1 << 30, Stops.at(EntryPublisher.Stage.SEALED, filling, goOn));
        CompletableFuture<Path> file = async(() -> fixture.extractMember(stopping, "to1"));
        filling.await();
        assertThat(cache.evict(Fixture.HASH)).isEqualTo(new EvictionResult(0, 0, 1));
        goOn.countDown();
        Fixture.assertWhole(file.get());
    }

    @Test
    void loadsNeitherLog4jNorDecodersWhenItOnlyCopies() throws Exception {
        fixture.extractMember(cache, "to1");
        Path loaded = temp.resolve("loaded");
        try (Child child =
                Child.start(
                        ExtractionMain.class,
                        List.of("-Xlog:class+load:file=" + loaded),
                        fixture,
                        "to2")) {
            child.awaitLine("done");
        }
        assertThat(loaded)
                .content()
                .contains("org.qemu.functional.asset.internal.extraction.ExtractionRequest")
                .doesNotContain("org.apache.logging")
                .doesNotContain("org.apache.commons.compress")
                .doesNotContain("ArchiveFormat");
    }
}
