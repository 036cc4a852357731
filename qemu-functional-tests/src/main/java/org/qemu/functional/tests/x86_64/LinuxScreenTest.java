package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.screen.Screenshot;
import org.qemu.functional.screen.VncClient;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that keys typed over VNC reach Linux, and that the screen shows its output. */
class LinuxScreenTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Duration LONG = Duration.ofSeconds(60);

    /** The size of a character cell on the VGA text screen. */
    private static final int CELL_WIDTH = 9;

    private static final int CELL_HEIGHT = 16;

    @Test
    void hearsWhatIsTypedOverVnc() {
        try (VncClient vnc = launchWithScreen()) {
            execCommand("echo ready; read word < /dev/tty1; echo heard $word");
            waitForConsolePattern("ready");
            vnc.type("over vnc\n");
            waitForConsolePattern("heard over vnc");
        }
    }

    @Test
    void showsTheSameCharacterTwice() {
        try (VncClient vnc = launchWithScreen()) {
            run(vm(), "printf '\\033c\\033[?25lM M' > /dev/tty1");
            Screenshot shown =
                    vnc.await(now -> now.width() == 720 && letters(now).size() == 2, LONG);
            assertEquals(
                    List.of(new Screenshot.Place(0, 0), new Screenshot.Place(2 * CELL_WIDTH, 0)),
                    letters(shown));
            assertEquals(0, shown.difference(screendump(), 0));
        }
    }

    /** Return the places of the letter in the upper left corner. */
    private static List<Screenshot.Place> letters(Screenshot screen) {
        Screenshot first = screen.crop(0, 0, CELL_WIDTH, CELL_HEIGHT);
        return first.colors() < 2 ? List.of() : screen.findAll(first, 0, 0);
    }

    @Test
    @SkipIfMissingCommands("tesseract")
    void readsTheScreen() {
        try (VncClient vnc = launchWithScreen()) {
            run(vm(), "printf '\\033cQEMU FUNCTIONAL' > /dev/tty1");
            Screenshot shown = vnc.await(now -> now.colors() == 2, LONG);
            shown.write(logFile("shown.png"));
            List<String> lines = tesseractOcr(logFile("shown.png"));
            assertTrue(lines.toString().contains("QEMU FUNCTIONAL"), lines::toString);
        }
    }

    /** Only real mode code, with which a bzImage starts, tells the kernel about the text screen. */
    @Override
    protected Path bootable(Path kernel) {
        return kernel;
    }

    private VncClient launchWithScreen() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addArgs("-device", "VGA", "-vnc", "127.0.0.1:0,to=500");
        vm().launch();
        awaitShell(vm());
        int port = vm().cmd("query-vnc").path("service").asInt();
        return VncClient.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), null, LONG);
    }
}
