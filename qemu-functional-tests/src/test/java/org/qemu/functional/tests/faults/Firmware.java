package org.qemu.functional.tests.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.qtest.QTest;

@TestTimeout(seconds = 20)
class Firmware extends QemuSystemTest {
    private void boot(Object... args) {
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().addArgs(args);
        vm().launch();
        waitForConsolePattern("SeaBIOS (version ");
    }

    @Test
    void prints() {
        boot();
        ProcessHandle.of(vm().pid()).orElseThrow().destroyForcibly();
        waitForConsolePattern("No bootable device");
    }

    @Test
    void resets() throws IOException {
        QTest qtest = QTest.launch(vm());
        qtest.commandRaw("inb");
    }

    @Test
    void leaves() {
        QTest qtest = QTest.launch(vm().addArgs("-device", "isa-debug-exit,iobase=0xf4"));
        qtest.ports().writeb(0xf4, 0x10);
        vm().eventWait("RESET", Duration.ofSeconds(5));
    }

    @Test
    void startsWithOptions() {
        boot("-smp", "cores=2,dice=3");
    }

    @Test
    void startsOnItsBoard() {
        boot("-machine", "q53");
    }

    @Test
    void startsWithACard() {
        boot("-device", "e1000x");
    }

    @Test
    void forwardsAPort() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            boot("-nic", "user,hostfwd=tcp:127.0.0.1:%d-:22".formatted(other.getLocalPort()));
        }
    }

    @Test
    void plugsADisk() {
        boot();
        vm().cmd("device_add", Map.of("driver", "virtio-blk-pci", "drive", "data"));
    }

    @Test
    void shutsDown() {
        boot();
        vm().cmd("system_powerdown", Map.of());
        vm().eventWait("SHUTDOWN", Duration.ofSeconds(5));
    }
}
