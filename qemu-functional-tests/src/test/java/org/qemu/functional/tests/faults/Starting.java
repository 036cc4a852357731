package org.qemu.functional.tests.faults;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Run with a {@code QEMU_TEST_QEMU_BINARY} that does not exist. */
class Starting extends QemuSystemTest {
    @Test
    void starts() {
        vm().launch();
    }
}
