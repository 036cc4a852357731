package org.qemu.functional.guest.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Resets a machine without a guest while it is watched. */
class GuestLivenessMonitorTest {
    @TempDir Path folder;

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatBeginsAfterAResetWaitsUntilAllAreToldOfIt() throws Exception {
        QemuMachine vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        "default",
                        folder);
        vm.setMachine("none");
        vm.launch();
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean notified = new AtomicBoolean();
        try (GuestLivenessMonitor watch = new GuestLivenessMonitor(vm)) {
            var unused =
                    watch.lost()
                            .thenRun(
                                    () -> {
                                        telling.countDown();
                                        await(go);
                                        notified.set(true);
                                    });
            vm.monitor().reset();
            await(telling);
            CompletableFuture<Boolean> begun = new CompletableFuture<>();
            Thread thread =
                    new Thread(
                            () -> {
                                CompletableFuture<AssertionError> next = watch.lost();
                                begun.complete(notified.get() && !next.isDone());
                            });
            thread.start();
            while (thread.getState() != Thread.State.WAITING && !begun.isDone()) {
                Thread.onSpinWait();
            }
            go.countDown();
            assertThat(begun.get()).isTrue();
        } finally {
            go.countDown();
            vm.kill();
        }
    }
}
