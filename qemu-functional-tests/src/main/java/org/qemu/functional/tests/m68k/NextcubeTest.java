package org.qemu.functional.tests.m68k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.screen.Screenshot;
import org.qemu.functional.screen.VncClient;

/** Proves that the ROM of a NeXTcube tests the machine and shows the results. */
class NextcubeTest extends QemuSystemTest {
    static final Asset ROM =
            Asset.of(
                    "https://sourceforge.net/p/previous/code/1350/tree/trunk/src/Rev_2.5_v66.BIN?format=raw",
                    "1b753890b67095b73e104c939ddf62eca9e7d0aedde5108e3893b0ed9d8000a4");
    private static final Duration SELF_TEST = Duration.ofSeconds(60);

    /**
     * Boot until the FPU test has left its result on the screen, and check whenever VNC has sent an
     * update. Request full updates, because the display may not change after the test.
     */
    private Screenshot bootRomFramebuffer() {
        setMachine("next-cube");
        vm().addArgs("-bios", ROM.fetch(), "-vnc", "127.0.0.1:0,to=500");
        vm().launch();
        int port = vm().cmd("query-vnc").path("service").asInt();
        InetSocketAddress display = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (VncClient vnc = VncClient.connect(display, null, SELF_TEST)) {
            return untilFpuIsTested(vnc);
        }
    }

    private Screenshot untilFpuIsTested(VncClient vnc) {
        long deadline = System.nanoTime() + SELF_TEST.toNanos();
        while (!fpuIsTested()) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative()) {
                fail("the FPU was not tested within %s:\n%s".formatted(SELF_TEST, registers()));
            }
            vnc.screenshot(left);
        }
        return vnc.screenshot(SELF_TEST);
    }

    private String registers() {
        return vm().hmp("info registers");
    }

    private boolean fpuIsTested() {
        String registers = registers();
        return registers.contains("F0 = 400e 8400000000000000")
                && registers.contains("F1 = 400e 83ff000000000000")
                && registers.contains("F2 = 400e 83ff000000000000");
    }

    @Test
    void showsAScreenOfItsSize() {
        Screenshot screen = bootRomFramebuffer();
        assertEquals(1120, screen.width());
        assertEquals(832, screen.height());
    }

    @Test
    @SkipIfMissingCommands("tesseract")
    void showsWhatItFound() {
        bootRomFramebuffer();
        Path picture = logFile("framebuffer.png");
        screendump().write(picture);
        String text = String.join("\n", tesseractOcr(picture));
        assertTrue(text.contains("Backplane slot"), text);
        assertTrue(text.contains("Ethernet address"), text);
        assertTrue(text.contains("Testing the FPU"), text);
    }
}
