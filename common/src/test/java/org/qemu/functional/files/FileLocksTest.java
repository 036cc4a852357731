package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.qemu.functional.files.LockMode.EXCLUSIVE;
import static org.qemu.functional.files.LockMode.SHARED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileLocksTest {
    private static final long FAR = Long.MAX_VALUE - 1;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @TempDir Path folder;
    private Path file;
    private FileLocks locks;

    @BeforeEach
    void nameFile() {
        file = folder.resolve(".lock");
        locks = FileLocks.of(file);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        assertThat(openDescriptors()).as("descriptors of an unused file").isEmpty();
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        toClose.add(0, closeable);
        return closeable;
    }

    private LockProcess process(String... wrapper) throws IOException {
        return closing(LockProcess.start(wrapper));
    }

    private HeldLock held(long position, LockMode mode) throws IOException {
        HeldLock lock = locks.tryLock(position, mode);
        assertThat(lock).isNotNull();
        return closing(lock);
    }

    private List<String> openDescriptors() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : (Iterable<Path>) all::iterator) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    if (target.startsWith(folder.toString()) && target.contains(".lock")) {
                        found.add(target);
                    }
                } catch (NoSuchFileException e) {
                    // A descriptor that was closed meanwhile, such as the one for reading this
                    // list.
                }
            }
        }
        return found;
    }

    /** A thread that waits for a lock, and passes it to the test. */
    private static final class Waiter {
        final FutureTask<HeldLock> task;
        final Thread thread;

        Waiter(Callable<HeldLock> way) {
            task = new FutureTask<>(way);
            thread = new Thread(task, "waiter");
            thread.start();
        }

        /** Wait until the thread waits for other threads of this process. */
        Waiter awaitQueued() {
            while (!thread.getState().name().endsWith("WAITING") || !isIn(Semaphore.class)) {
                Thread.onSpinWait();
            }
            return this;
        }

        private boolean isIn(Class<?> type) {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(type.getName()));
        }

        HeldLock get() throws ExecutionException, InterruptedException {
            return task.get();
        }

        Throwable failure() throws InterruptedException {
            try (HeldLock lock = task.get()) {
                throw new AssertionError(lock == null ? "no lock" : "it has the lock");
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    private Waiter waiter(long position, LockMode mode) {
        return new Waiter(() -> locks.lock(position, mode));
    }

    @Nested
    class AmongProcesses {
        @ParameterizedTest
        @CsvSource({
            "EXCLUSIVE, EXCLUSIVE, none",
            "EXCLUSIVE, SHARED, none",
            "SHARED, EXCLUSIVE, none",
            "SHARED, SHARED, held"
        })
        void onlySharedLocksGoTogether(LockMode first, LockMode second, String expected)
                throws IOException {
            LockProcess other = process();
            HeldLock lock = held(5, first);
            assertThat(other.tryLock(second, file, 5)).isEqualTo(expected);
            assertThat(other.tryLock(EXCLUSIVE, file, 6)).as("another byte").isEqualTo("held");
            lock.close();
            if (expected.equals("none")) {
                assertThat(other.tryLock(second, file, 5)).isEqualTo("held");
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 5, FAR})
        void locksOneByteAsPosixKnowsIt(long position) throws IOException {
            held(position, EXCLUSIVE);
            assertThat(LockTable.of(file)).containsExactly("WRITE %1$d %1$d".formatted(position));
            assertThat(file).isEmptyFile();
        }

        @Test
        void sharesOneLockAmongAllReaders() throws IOException {
            HeldLock first = held(5, SHARED);
            HeldLock second = held(5, SHARED);
            assertThat(LockTable.of(file)).containsExactly("READ 5 5");
            first.close();
            assertThat(LockTable.of(file)).containsExactly("READ 5 5");
            second.close();
            assertThat(LockTable.of(file)).isEmpty();
        }

        @Test
        void getsTheLockWhenItsHolderIsKilled() throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            assertThat(locks.tryLock(5, EXCLUSIVE)).isNull();
            Waiter waiter = waiter(5, EXCLUSIVE);
            LockTable.awaitBlocked(file);
            assertThat(waiter.task).isNotDone();
            other.kill();
            closing(waiter.get());
        }

        @Test
        void lettingOneLockGoKeepsTheOthers() throws Exception {
            LockProcess other = process();
            held(5, EXCLUSIVE);
            held(6, EXCLUSIVE).close();
            locks.lock(7, SHARED).close();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("none");
        }

        /** Closing a second descriptor of the file would release the lock. */
        @ParameterizedTest
        @ValueSource(strings = {"ln -s", "ln"})
        void knowsTheFileByAnotherName(String link) throws Exception {
            LockProcess other = process();
            held(5, EXCLUSIVE);
            Path alias = folder.resolve("alias");
            List<String> command = new ArrayList<>(List.of(link.split(" ")));
            command.addAll(List.of(file.toString(), alias.toString()));
            assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
            FileLocks same = FileLocks.of(alias);
            assertThat(same.tryLock(5, SHARED)).isNull();
            same.lock(6, EXCLUSIVE).close();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("none");
        }

        @Test
        void locksTheNewFileWhenTheOldOneWasDeleted() throws Exception {
            LockProcess other = process();
            HeldLock old = held(5, EXCLUSIVE);
            Files.delete(file);
            held(5, EXCLUSIVE);
            old.close();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("none");
        }

        /**
         * Each process waits for a lock of the other, which the kernel treats as a deadlock
         * although different threads are involved. The kernel does not distinguish in which files
         * the locks are.
         */
        @ParameterizedTest
        @ValueSource(strings = {".lock", "other.lock"})
        void outlivesADeadlockThatIsNone(String name) throws Exception {
            Path second = folder.resolve(name);
            LockProcess other = process();
            HeldLock ours = closing(FileLocks.of(second).tryLock(6, EXCLUSIVE));
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            other.lock(EXCLUSIVE, second, 6);
            LockTable.awaitBlocked(second);
            Waiter waiter = waiter(5, EXCLUSIVE);
            awaitThreadIn("pauseWhileDeadlockIsAssumed");
            assertThat(waiter.task).isNotDone();
            ours.close();
            assertThat(other.answer()).isEqualTo("held");
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            closing(waiter.get());
        }

        /**
         * The wait ends when the other process releases its lock, although this process releases
         * none.
         */
        @Test
        void outlivesADeadlockThatIsNoneBecauseTheOtherLetsGo() throws Exception {
            LockProcess other = process();
            held(6, EXCLUSIVE);
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            other.lock(EXCLUSIVE, file, 6);
            LockTable.awaitBlocked(file);
            Waiter waiter = waiter(5, EXCLUSIVE);
            awaitThreadIn("pauseWhileDeadlockIsAssumed");
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            closing(waiter.get());
        }

        private static void awaitThreadIn(String method) {
            while (Thread.getAllStackTraces().values().stream()
                    .flatMap(Arrays::stream)
                    .noneMatch(frame -> frame.getMethodName().equals(method))) {
                Thread.onSpinWait();
            }
        }
    }

    @Nested
    class AmongThreads {
        @ParameterizedTest
        @CsvSource({
            "EXCLUSIVE, EXCLUSIVE, false",
            "EXCLUSIVE, SHARED, false",
            "SHARED, EXCLUSIVE, false",
            "SHARED, SHARED, true"
        })
        void onlySharedLocksGoTogether(LockMode first, LockMode second, boolean expected)
                throws IOException {
            HeldLock lock = held(5, first);
            HeldLock other = locks.tryLock(5, second);
            assertThat(other != null).isEqualTo(expected);
            if (other != null) {
                other.close();
            }
            lock.close();
            held(5, second);
        }

        @Test
        void waitsUntilTheLastReaderHasGone() throws Exception {
            HeldLock first = held(5, SHARED);
            HeldLock second = held(5, SHARED);
            Waiter waiter = waiter(5, EXCLUSIVE).awaitQueued();
            first.close();
            assertThat(waiter.task).isNotDone();
            second.close();
            closing(waiter.get());
            assertThat(LockTable.of(file)).containsExactly("WRITE 5 5");
        }

        @Test
        void readersWaitBehindAWriterThatCameFirst() throws Exception {
            HeldLock reader = held(5, SHARED);
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            Waiter writer =
                    new Waiter(() -> named("writer", order, locks.lock(5, EXCLUSIVE)))
                            .awaitQueued();
            Waiter late =
                    new Waiter(() -> named("reader", order, locks.lock(5, SHARED))).awaitQueued();
            reader.close();
            writer.get().close();
            late.get().close();
            assertThat(order).containsExactly("writer", "reader");
        }

        private static HeldLock named(String name, List<String> order, HeldLock lock) {
            order.add(name);
            return lock;
        }

        @Test
        void closingTwiceLetsGoOnce() throws IOException {
            HeldLock first = held(5, SHARED);
            held(5, SHARED);
            first.close();
            first.close();
            assertThat(locks.tryLock(5, EXCLUSIVE)).isNull();
        }

        @Test
        void startsNoThreadWhereNobodyIsInTheWay() throws Exception {
            Thread[] before = Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
            held(1, EXCLUSIVE);
            closing(locks.lock(2, SHARED));
            closing(locks.lock(2, SHARED));
            closing(locks.lock(3, EXCLUSIVE, () -> {}));
            closing(locks.lockUninterruptibly(4, SHARED));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("lock "))
                    .isSubsetOf(before);
        }
    }

    @Nested
    class WhenInterrupted {
        @AfterEach
        void clear() {
            assertThat(Thread.interrupted()).as("a test left the thread interrupted").isFalse();
        }

        @Test
        void triesAllTheSameAndLosesNothing() throws IOException {
            LockProcess other = process();
            held(4, SHARED);
            Thread.currentThread().interrupt();
            held(5, EXCLUSIVE);
            held(6, EXCLUSIVE).close();
            closing(locks.lockUninterruptibly(7, EXCLUSIVE));
            assertThat(Thread.interrupted()).isTrue();
            for (int position : new int[] {4, 5, 7}) {
                assertThat(other.tryLock(EXCLUSIVE, file, position)).isEqualTo("none");
            }
        }

        @Test
        void doesNotBeginToWait() throws IOException {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> locks.lock(5, EXCLUSIVE).close())
                    .isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> locks.lock(5, EXCLUSIVE, () -> {}).close())
                    .isInstanceOf(InterruptedException.class);
            held(5, EXCLUSIVE);
        }

        @ParameterizedTest
        @EnumSource(LockMode.class)
        void givesUpAnotherProcessAndLosesNoOtherLock(LockMode mode) throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            held(7, EXCLUSIVE);
            Waiter waiter = waiter(5, mode);
            LockTable.awaitBlocked(file);
            waiter.thread.interrupt();
            assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
            assertThat(other.tryLock(EXCLUSIVE, file, 7)).as("kept").isEqualTo("none");
            assertThat(locks.tryLock(5, mode)).as("still held by the other").isNull();

            // The pending request in the kernel is granted and released.
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            locks.lock(5, EXCLUSIVE).close();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
        }

        /** The reader that gives up had sent the request to the kernel for both readers. */
        @Test
        void leavesTheRequestToOtherReaders() throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            Waiter first = waiter(5, SHARED);
            LockTable.awaitBlocked(file);
            Waiter second = waiter(5, SHARED);
            first.thread.interrupt();
            assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            HeldLock lock = closing(second.get());
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("none");
            lock.close();
            locks.lock(5, EXCLUSIVE).close();
        }

        @Test
        void givesUpAnotherThread() throws Exception {
            HeldLock lock = held(5, EXCLUSIVE);
            Waiter waiter = waiter(5, SHARED).awaitQueued();
            Waiter patient = new Waiter(() -> locks.lock(5, EXCLUSIVE, () -> {})).awaitQueued();
            for (Waiter each : List.of(waiter, patient)) {
                each.thread.interrupt();
                assertThat(each.failure()).isInstanceOf(InterruptedException.class);
            }
            lock.close();
            held(5, EXCLUSIVE);
        }

        @Test
        void waitsOnIfUninterruptible() throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            Waiter waiter =
                    new Waiter(
                            () -> {
                                HeldLock lock = locks.lockUninterruptibly(5, SHARED);
                                assertThat(Thread.interrupted()).as("kept for later").isTrue();
                                return lock;
                            });
            LockTable.awaitBlocked(file);
            waiter.thread.interrupt();
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            closing(waiter.get());
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("none");
        }
    }

    @Nested
    class Patience {
        @Test
        void isAskedWhileAnotherProcessHasTheLock() throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            CountDownLatch asked = new CountDownLatch(2);
            Waiter waiter = new Waiter(() -> locks.lock(5, EXCLUSIVE, asked::countDown));
            asked.await();
            assertThat(waiter.task).isNotDone();
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            closing(waiter.get());
        }

        @Test
        void endsTheWaitForAnotherProcess() throws Exception {
            LockProcess other = process();
            assertThat(other.tryLock(EXCLUSIVE, file, 5)).isEqualTo("held");
            giveUp();
            assertThat(other.unlock(file, 5)).isEqualTo("closed");
            locks.lock(5, EXCLUSIVE).close();
        }

        @Test
        void endsTheWaitForAnotherThread() throws Exception {
            HeldLock lock = held(5, SHARED);
            giveUp();
            lock.close();
            held(5, EXCLUSIVE);
        }

        private void giveUp() {
            assertThatThrownBy(
                            () ->
                                    locks.lock(
                                                    5,
                                                    EXCLUSIVE,
                                                    () -> {
                                                        throw new IOException("enough");
                                                    })
                                            .close())
                    .isInstanceOf(IOException.class)
                    .hasMessage("enough");
        }
    }

    @Nested
    class LockedFiles {
        @ParameterizedTest
        @CsvSource({
            "r--------, SHARED, held",
            "r--------, EXCLUSIVE, AccessDeniedException",
            "-w-------, SHARED, AccessDeniedException",
            "-w-------, EXCLUSIVE, held",
            "---------, SHARED, AccessDeniedException"
        })
        void needNoMorePermissionThanTheLock(String mode, LockMode lock, String expected)
                throws Exception {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            assertThat(unprivileged().tryLock(lock, file, 5)).isEqualTo(expected);
        }

        /** Start a process as root without the capability to ignore permissions. */
        private LockProcess unprivileged() throws Exception {
            String[] drop = {"setpriv", "--bounding-set=-all"};
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return process();
            }
            assumeTrue(
                    new ProcessBuilder(drop[0], drop[1], "true").start().waitFor() == 0,
                    "capabilities cannot be dropped here");
            return process(drop);
        }

        @Test
        void areCreatedOnlyIfWanted() throws IOException {
            assertThatThrownBy(() -> FileLocks.ofExisting(file).tryLock(5, SHARED))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(file).doesNotExist();
            assertThatThrownBy(() -> FileLocks.of(folder.resolve("none/.lock")).tryLock(5, SHARED))
                    .isInstanceOf(NoSuchFileException.class);
            held(5, SHARED);
            try (HeldLock lock = FileLocks.ofExisting(file).tryLock(6, EXCLUSIVE)) {
                assertThat(lock).isNotNull();
            }
        }

        @Test
        void areClosedWithTheLastLock() throws Exception {
            HeldLock first = held(5, SHARED);
            HeldLock second = held(6, EXCLUSIVE);
            first.close();
            assertThat(openDescriptors()).hasSize(1);
            second.close();
            assertThat(openDescriptors()).isEmpty();
        }

        @Test
        void haveNoNegativePositions() {
            assertThatThrownBy(() -> locks.tryLock(-1, SHARED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        }
    }
}
