package org.qemu.functional.tests.ppc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that a debugger can step backward on the machines {@code powernv} and {@code pseries}. */
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
