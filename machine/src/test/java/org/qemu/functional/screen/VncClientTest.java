package org.qemu.functional.screen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Tests the client with QEMU's own VNC server. */
class VncClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path logs;
    private QemuMachine vm;

    @BeforeEach
    void create() {
        QemuBinary binary = QemuBinary.locate(Map.of(), logs, Optional.of("x86_64"));
        vm = QemuMachine.create(binary, "vnc", logs);
    }

    @AfterEach
    void kill() {
        vm.kill();
    }

    private InetSocketAddress launch(String options) {
        vm.addArgs("-machine", "pc", "-device", "VGA", "-net", "none");
        vm.addArgs("-vnc", "127.0.0.1:0,to=500" + options);
        vm.launch();
        int port = vm.cmd("query-vnc").path("service").asInt();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void seesWhatTheScreendumpSees() {
        InetSocketAddress server = launch("");
        try (VncClient vnc = VncClient.connect(server, null, LONG)) {
            // SeaBIOS writes in gray on black, in text mode.
            vnc.await(now -> now.width() == 720 && now.colors() > 1, LONG);
            // The cursor blinks; everything else remains unchanged after SeaBIOS has found nothing
            // to
            // boot.
            vnc.await(now -> now.difference(dump(), 0) < 0.001, LONG);
        }
    }

    private Screenshot dump() {
        return Screenshot.read(vm.monitor().screendump(logs.resolve("screen.png")));
    }

    @Test
    void typesIntoTheGuest() {
        vm.addArgs("-boot", "menu=on,splash-time=60000");
        InetSocketAddress server = launch("");
        try (VncClient vnc = VncClient.connect(server, null, LONG)) {
            Screenshot menu = vnc.await(now -> now.width() == 720 && now.colors() > 1, LONG);
            vnc.press(0xff1b);
            vnc.await(now -> now.difference(menu, 0) > 0, LONG);
        }
    }

    @Test
    void endsAWaitInTime() {
        InetSocketAddress server = launch("");
        vm.cmd("stop");
        try (VncClient vnc = VncClient.connect(server, null, LONG)) {
            assertThatThrownBy(() -> vnc.await(now -> false, SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not show the expected picture in time");
        }
    }

    @Test
    void knowsThePassword() {
        InetSocketAddress server = launch(",password=on");
        vm.cmd("change-vnc-password", "password", "sesame");
        try (VncClient vnc = VncClient.connect(server, "sesame", LONG)) {
            assertThat(vnc.screenshot(LONG).width()).isPositive();
        }
        assertThatThrownBy(() -> VncClient.connect(server, "open", LONG))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("refuses");
        assertThatThrownBy(() -> VncClient.connect(server, null, LONG))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("wants a password");
    }

    @Test
    void refusesAServerOfAnotherProtocol() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server =
                    new Thread(
                            () -> {
                                try (Socket socket = other.accept()) {
                                    socket.getOutputStream()
                                            .write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(US_ASCII));
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            server.start();
            assertThatThrownBy(
                            () ->
                                    VncClient.connect(
                                            (InetSocketAddress) other.getLocalSocketAddress(),
                                            null,
                                            LONG))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("is not RFB 3");
        }
    }
}
