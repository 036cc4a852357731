package org.qemu.functional.tests.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.budget.TestTimeout;

@TestTimeout(seconds = 10)
class Computing extends QemuSystemTest {
    @Test
    void computes() {
        vm().launch();
        long sum = 0;
        for (long i = 0; i >= 0; i++) {
            sum += i;
        }
        assertTrue(sum > 0);
    }
}
