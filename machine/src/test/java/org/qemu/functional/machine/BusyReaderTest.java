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

/** A guest that talks while nobody has time to listen loses nothing. */
class BusyReaderTest {
    @TempDir Path logs;
    private QemuMachine vm;

    @AfterEach
    void killTheMachine() {
        vm.kill();
    }

    /** Nobody reads from the guest's first character until QEMU is gone. */
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
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        vm.console()
                .addListener(
                        (bytes, length) -> {
                            if (length > 0) {
                                silence.join();
                            }
                            heard.write(bytes, 0, length);
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
        String said = heard.toString(US_ASCII);
        // Firmware speaks first on the debug port.
        assertThat(said).hasSizeGreaterThanOrEqualTo(TalkativeGuest.SAID);
        assertThat(said.substring(said.length() - TalkativeGuest.SAID))
                .isEqualTo(TalkativeGuest.text());
    }
}
