package org.qemu.functional.tests.faults;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

class Ending extends QemuSystemTest {
    @Test
    void ends() throws Exception {
        vm().launch();
        String self = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-KILL", self).start().waitFor();
    }
}
