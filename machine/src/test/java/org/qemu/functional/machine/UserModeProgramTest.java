package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class UserModeProgramTest {
    @TempDir Path folder;

    @Test
    @Timeout(60)
    void leavesNoProgramThatAnInterruptedThreadHasStarted() throws Exception {
        Path said = folder.resolve("said");
        assertThat(new ProcessBuilder("mkfifo", said.toString()).start().waitFor()).isZero();
        UserModeProgram programs = new UserModeProgram(QemuBinary.at(Path.of("/bin/sh")), folder);
        Path script =
                Files.writeString(
                        folder.resolve("script"), "exec 3> %s; exec sleep 1000".formatted(said));
        Thread caller = Thread.currentThread();
        Thread interrupter =
                new Thread(
                        () -> {
                            // Ends when the program does, which holds the other end open.
                            try (var end = Files.newInputStream(said)) {
                                awaitMethod(caller, "waitFor");
                                caller.interrupt();
                                assertThat(end.read()).isEqualTo(-1);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        interrupter.start();
        assertThatThrownBy(() -> programs.run(List.of(), script, List.of(), Duration.ofMinutes(10)))
                .hasMessageContaining("interrupted while waiting for the end of");
        assertThat(Thread.interrupted()).isTrue();
        interrupter.join();
    }

    private static void awaitMethod(Thread thread, String method) {
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals(method))) {
            Thread.onSpinWait();
        }
    }
}
