package org.qemu.functional.tests.s390x;

import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;

/** Proves that a debugger can step backward on the machine {@code s390-ccw-virtio}. */
class ReverseDebugTest extends ReverseDebuggingTest {
    @Test
    void stepsS390CcwVirtio() {
        setMachine("s390-ccw-virtio");
        requireVersion("10.0", "may not return from a step backward");
        reverseDebugging(6, "-no-shutdown");
    }
}
