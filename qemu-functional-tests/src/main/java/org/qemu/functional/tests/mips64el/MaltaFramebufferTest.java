package org.qemu.functional.tests.mips64el;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.screen.Screenshot;

/** Proves that Linux displays one Tux for each processor of a Malta. */
class MaltaFramebufferTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/a5966ca4b5/mips/malta/mips64el/vmlinux-4.7.0-rc1.I6400.gz",
                    "1f64efc59968a3c328672e6b10213fe574bb2308d9d2ed44e75e40be59e9fbc2");
    static final Asset TUX =
            Asset.of(
                    "https://github.com/torvalds/linux/raw/v2.6.12/drivers/video/logo/logo_linux_vga16.ppm",
                    "b762f0d91ec018887ad1b334543c2fdf9be9fdfc87672b409211efaa3ea0ef79");

    /**
     * The tolerance for each color of the logo, because pixels have 16 bits, and for a few pixels
     * more.
     */
    private static final int TOLERANCE = 12;

    private static final double SHARE = 0.05;

    private void showsTux(int processors) {
        Path kernel = uncompress(KERNEL);
        Screenshot tux = Screenshot.read(TUX.fetch());
        setMachine("malta");
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-cpu", "I6400", "-smp", processors, "-vga", "std");
        vm().addArgs(
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + "clocksource=GIC console=tty0 console=ttyS0");
        vm().launch();
        waitForConsolePattern("Console: switching to colour frame buffer device");
        vm().monitor().pause();

        Screenshot screen = screendump();
        List<Screenshot.Place> places = screen.findAll(tux, SHARE, TOLERANCE);
        log().info("Tux is at {}", places);
        String png = System.getenv("QEMU_TEST_CV2_SCREENDUMP_PNG_PATH");
        if (png != null) {
            screen.write(Path.of(png));
        }
        assertTrue(places.size() >= processors, () -> processors + " wanted: " + places);
    }

    @Test
    void showsOneTux() {
        showsTux(1);
    }

    @Test
    @SkipFlakyTest("seven processors at times show fewer")
    void showsSevenTuxes() {
        showsTux(7);
    }

    @Test
    @SkipFlakyTest("eight processors at times show fewer")
    void showsEightTuxes() {
        showsTux(8);
    }
}
