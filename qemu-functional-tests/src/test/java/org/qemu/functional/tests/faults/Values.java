package org.qemu.functional.tests.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;

@TestTimeout(seconds = 120)
class Values extends QemuSystemTest {
    @Test
    void collects() {
        List<byte[]> blocks = new ArrayList<>();
        while (blocks.size() < 1000) {
            blocks.add(new byte[64 << 20]);
        }
        assertTrue(blocks.contains(new byte[0]));
    }

    @Test
    void descends() {
        assertTrue(depth(1) > 0);
    }

    private static int depth(int n) {
        return n == 0 ? 0 : depth(n + 1) + 1;
    }

    @Test
    void names() {
        String release = System.getProperty("kernel.release");
        assertTrue(release.startsWith("6."));
    }
}
