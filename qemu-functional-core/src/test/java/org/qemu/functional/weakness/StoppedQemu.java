package org.qemu.functional.weakness;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Asks a QEMU that does not answer. */
class StoppedQemu extends QemuSystemTest {
    @Test
    void asks() throws Exception {
        vm().addArgs("-machine", "none", "-nodefaults");
        vm().launch();
        String pid = Long.toString(vm().pid());
        new ProcessBuilder("kill", "-STOP", pid).start().waitFor(10, SECONDS);
        vm().cmd("query-status");
    }
}
