package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.AssetProgram;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

@Timeout(60)
class InUseLockTest {
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
        List<String> command = AssetProgram.command(List.of(), HoldMain.class.getName());
        command.add(temp.toString());
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
        assertThat(InUseLock.ifUnused(folder, A, () -> done.add("A"))).isFalse();
        assertThat(InUseLock.ifUnused(folder, B, () -> done.add("B"))).isTrue();
        assertThat(done).containsExactly("B");

        user.destroyForcibly().waitFor();
        assertThat(InUseLock.ifUnused(folder, A, () -> done.add("A, now free"))).isTrue();
        assertThat(done).containsExactly("B", "A, now free");
    }

    @Test
    void twoMayUseTheSame() throws Exception {
        for (Process user : List.of(child("use", A), child("use", A))) {
            assertThat(user.inputReader().readLine()).isEqualTo("held");
        }
        InUseLock.hold(folder, A);
        InUseLock.hold(folder, A);
        assertThat(InUseLock.ifUnused(folder, A, () -> {})).as("used by this process").isFalse();
    }

    @Test
    void sparesWhatItUsesItselfAlsoWhenInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        InUseLock.hold(folder, A);
        assertThat(Thread.interrupted()).isTrue();
        Process other = child("use", B);
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        assertThat(InUseLock.ifUnused(folder, A, () -> {})).isFalse();
        assertThat(InUseLock.ifUnused(folder, B, () -> {})).isFalse();
    }

    @Test
    void waitsInUseAlsoWhenInterruptedWhileAnotherProcessRemoves() throws Exception {
        Process remover = child("remove", A);
        try (BufferedReader output = remover.inputReader()) {
            assertThat(output.readLine()).isEqualTo("held");
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread user =
                    new Thread(
                            () -> {
                                InUseLock.hold(folder, A);
                                interrupted.complete(Thread.interrupted());
                            });
            user.start();
            while (user.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            user.interrupt();
            remover.getOutputStream().close();
            assertThat(interrupted.get()).isTrue();
        }
        assertThat(InUseLock.ifUnused(folder, A, () -> {})).isFalse();
    }

    @Test
    void entriesWhoseHashesBeginTheSameShareTheirLock() throws Exception {
        String like = "a".repeat(63) + "b";
        InUseLock.hold(folder, A);
        InUseLock.hold(folder, like);
        assertThat(InUseLock.ifUnused(folder, "a".repeat(63) + "c", () -> {})).isFalse();
    }

    @Test
    void locksNothingWhereThereIsNoCache() throws Exception {
        CacheFolder none = new CacheFolder(temp.resolve("none"));
        InUseLock.hold(none, A);
        assertThat(InUseLock.ifUnused(none, A, () -> {})).isFalse();
        assertThat(none.base()).doesNotExist();
    }

    /** Other versions of the harness can run on the same host. */
    @Test
    void locksTheBytesThatTheHashesBeginWith() throws Exception {
        String hash = "0123456789abcdef" + "0".repeat(48);
        long position = 0x0123456789abcdeL;
        InUseLock.hold(folder, hash);
        assertLocked(temp.resolve("in-use.lock"), position);
        try (HeldLock lock = DownloadLock.tryAcquire(folder.download(), hash)) {
            assertThat(lock).isNotNull();
            assertLocked(folder.download().resolve(".lock"), position);
            assertThat(DownloadLock.tryAcquire(folder.download(), hash)).isNull();
        }
        DownloadLock.acquire(folder.download(), hash, () -> {}).close();
    }

    private static void assertLocked(Path file, long position) throws IOException {
        for (int near = -1; near <= 1; near++) {
            try (HeldLock lock =
                    FileLocks.ofExisting(file).tryLock(position + near, LockMode.EXCLUSIVE)) {
                assertThat(lock == null).as("%d is locked", position + near).isEqualTo(near == 0);
            }
        }
    }
}
