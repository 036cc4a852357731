package org.qemu.functional.weakness;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.machine.BootSector;

/** Panics as Linux does, without an end of line after the last message. */
class PanickingGuest extends LinuxKernelTest {
    @Test
    void waitsForWhatNeverComes() throws IOException {
        vm().setConsole();
        vm().addArgs("-net", "none", "-boot", "a", "-drive");
        vm().addArgs(
                        "if=floppy,format=raw,file="
                                + BootSector.write(
                                        scratchFile("boot.img"),
                                        "Kernel panic - not syncing: the very reason\r\nlast words"));
        vm().launch();
        waitForConsolePattern("what never comes");
    }
}
