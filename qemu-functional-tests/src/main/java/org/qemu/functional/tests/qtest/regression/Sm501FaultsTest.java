package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Region;

/** A fault of the SM501 of the R2D-PLUS board. */
class Sm501FaultsTest {
    /** The registers of the 2D engine. */
    private static final long ENGINE = 0x1000_0000L + 0x3e0_0000L + 0x10_0000L;

    private static final long START = 1L << 31;
    private static final long RIGHT_TO_LEFT = 1L << 27;
    private static final long INVERT_DESTINATION = 0x55;

    /**
     * A copy from right to left begins {@code width - 1} pixels to the left of its coordinate; that
     * this is not negative was not checked.
     */
    @Test
    @QTestMachine("-machine r2d")
    @Regression(
            value = "hw/display/sm501.c",
            device = "sm501",
            shows = "SIGSEGV: pixels 4 GiB behind the video memory are inverted",
            fixedIn = "11.1")
    void drawsInsideItsMemoryOnly(QTest qtest) {
        Region memory = qtest.memory();
        memory.registerl("PITCH", ENGINE + 0x10).write(0x0001_0001);
        memory.registerl("SOURCE", ENGINE).write(0);
        memory.registerl("DESTINATION", ENGINE + 0x04).write(0);
        memory.registerl("DIMENSION", ENGINE + 0x08).write(0x0002_0001);
        memory.registerl("STRETCH", ENGINE + 0x1c).write(0);
        memory.registerl("SOURCE_BASE", ENGINE + 0x40).write(0);
        memory.registerl("DESTINATION_BASE", ENGINE + 0x44).write(0);
        memory.registerl("CONTROL", ENGINE + 0x0c)
                .write(START | RIGHT_TO_LEFT | INVERT_DESTINATION);
        qtest.vm().cmd("query-status");
    }
}
