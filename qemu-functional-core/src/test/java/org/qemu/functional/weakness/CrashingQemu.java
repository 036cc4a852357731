package org.qemu.functional.weakness;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Both tests would pass if a crash of QEMU was not a failure. */
class CrashingQemu extends QemuSystemTest {
    private void launchAndSignal(String signal) throws Exception {
        vm().addArgs("-machine", "none", "-nodefaults");
        vm().launch();
        String pid = Long.toString(vm().pid());
        new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
        ProcessHandle.of(vm().pid()).ifPresent(qemu -> qemu.onExit().join());
    }

    @Test
    void endsAfterASegmentationFault() throws Exception {
        launchAndSignal("SEGV");
    }

    @Test
    void waitsForTheExitThatAnAbortIs() throws Exception {
        launchAndSignal("ABRT");
        vm().waitForExit();
    }
}
