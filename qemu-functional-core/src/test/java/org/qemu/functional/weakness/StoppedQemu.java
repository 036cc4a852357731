package org.qemu.functional.weakness;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Sends a command to a QEMU that does not answer. */
class StoppedQemu extends QemuSystemTest {
    @Test
    void asks() throws Exception {
        vm().addArgs("-machine", "none", "-nodefaults");
        vm().launch();
        String pid = Long.toString(vm().pid());
        new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
        vm().setQmpTimeout(Duration.ofMillis(600));
        try {
            vm().cmd("query-status");
        } finally {
            vm().kill(); // teardown would do this, too, but only after half a minute
        }
    }
}
