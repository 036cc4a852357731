package org.qemu.functional.tests.faults;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

class Leaving extends QemuSystemTest {
    @Test
    void leaves() {
        vm().launch();
        System.exit(0);
    }
}
