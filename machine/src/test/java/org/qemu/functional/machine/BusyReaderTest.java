package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that no output of a guest is lost while the consoles are not read. */
class BusyReaderTest {
    @TempDir Path logs;
    private QemuMachine vm;

    @AfterEach
    void killTheMachine() {
        vm.kill();
    }

    /** The consoles are not read until QEMU has exited. */
    @ParameterizedTest
    @EnumSource
    void losesNothingThatAGuestSaysByteByByte(TalkativeGuest guest) throws Exception {
        vm =
                QemuMachine.create(
                        QemuBinary.locate(Map.of(), logs, Optional.of(guest.target())),
                        guest.name(),
                        logs);
        guest.add(vm, logs.resolve("guest.img"));
        vm.addArgs("-S");
        vm.launch();
        CompletableFuture<Void> silence = new CompletableFuture<>();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        vm.console()
                .addListener(
                        (bytes, length) -> {
                            if (length > 0) {
                                silence.join();
                            }
                            received.write(bytes, 0, length);
                        });
        try {
            ProcessHandle qemu = ProcessHandle.of(vm.pid()).orElseThrow();
            vm.cmd("cont");
            qemu.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            silence.complete(null);
        }
        vm.expectExit(1);
        vm.shutdown();
        String output = received.toString(US_ASCII);
        // On the debug port, firmware writes first.
        assertThat(output).hasSizeGreaterThanOrEqualTo(TalkativeGuest.SAID);
        assertThat(output.substring(output.length() - TalkativeGuest.SAID))
                .isEqualTo(TalkativeGuest.text());
    }
}
