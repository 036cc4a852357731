package org.qemu.functional.tests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.screen.Screenshot;

@TestTimeout(seconds = 20)
class Registers extends QemuSystemTest {
    @Test
    void identifiesTheHostBridge() {
        QTest qtest = QTest.launch(vm());
        qtest.ports().writel(0xcf8, 0x80000000);
        assertEquals(0x12378086, qtest.ports().readl(0xcfc));
        assertEquals(0x29c08086, qtest.ports().readl(0xcfc), "device and vendor at 00:00.0");
    }

    @Test
    void receivesTheTick() {
        QTest qtest = QTest.launch(vm());
        qtest.irqInterceptIn("ioapic");
        qtest.awaitIrq(8, Duration.ofSeconds(2));
    }

    @Test
    void showsTheStartScreen() throws IOException {
        vm().launch();
        vm().monitor().pause();
        Path expected = logFile("expected.ppm");
        byte[] header = "P6\n720 400\n255\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] pixels = new byte[header.length + 720 * 400 * 3];
        java.util.Arrays.fill(pixels, (byte) 0x80);
        System.arraycopy(header, 0, pixels, 0, header.length);
        Files.write(expected, pixels);
        assertEquals(
                0.0,
                screendump().difference(Screenshot.read(expected), 0),
                "share of pixels of the screen that differ from expected.ppm");
    }
}
