package org.qemu.functional.tests.riscv64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.OpensbiFirmwareTest;

/** Runs the OpenSBI tests on 64-bit RISC-V, and on a machine that only this target has. */
class OpensbiTest extends OpensbiFirmwareTest {
    @Test
    void startsOnTtAtlantis() {
        launchFirmware("tt-atlantis");
        waitForBanner("Tenstorrent Atlantis RISC-V Machine");
    }
}
