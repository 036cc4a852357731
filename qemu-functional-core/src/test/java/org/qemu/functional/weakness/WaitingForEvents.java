package org.qemu.functional.weakness;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Waits for an event that does not occur while other events occur continuously. */
class WaitingForEvents extends QemuSystemTest {
    @Test
    void waitsForASecond() {
        vm().addArgs("-machine", "none", "-nodefaults");
        vm().launch();
        ExecutorService noise = Executors.newSingleThreadExecutor();
        try {
            var unused =
                    noise.submit(
                            () -> {
                                while (!Thread.currentThread().isInterrupted()) {
                                    vm().cmd("stop");
                                    vm().cmd("cont");
                                }
                            });
            vm().eventWait("SHUTDOWN", Duration.ofSeconds(1));
        } finally {
            noise.shutdownNow();
        }
    }
}
