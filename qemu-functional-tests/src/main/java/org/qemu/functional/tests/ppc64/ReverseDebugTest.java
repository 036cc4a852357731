package org.qemu.functional.tests.ppc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that a debugger can step back on the machines {@code powernv}, {@code pseries}. */
class ReverseDebugTest extends ReverseDebuggingTest {

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/1992")
    void stepsPseries() {
        setMachine("pseries");
        reverseDebugging();
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/1992")
    void stepsPowernv() {
        setMachine("powernv");
        reverseDebugging();
    }
}
