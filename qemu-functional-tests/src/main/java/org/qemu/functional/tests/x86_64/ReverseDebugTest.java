package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that a debugger can step backward on the machine {@code pc}. */
class ReverseDebugTest extends ReverseDebuggingTest {

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2922")
    void steps64Pc() {
        setMachine("pc");
        reverseDebugging();
    }
}
