package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Region;

/** A fault of AMD's IOMMU. */
class IommuFaultsTest {
    private static final long REGISTERS = 0xfed8_0000L;
    private static final long ENABLE_IOMMU_AND_COMMANDS = 1 | 1 << 12;

    /** 2 to the power of 8 commands of 16 bytes. */
    private static final long SIZE = 8L << 56;

    /**
     * The head wraps at the end of the ring, and so never reaches a tail behind it: {@code
     * amdvi_cmdbuf_run} executed commands for ever.
     */
    @Test
    @QTestMachine("-machine q35 -nodefaults -device amd-iommu")
    @Regression(
            value = "hw/i386/amd_iommu.c",
            device = "amd-iommu",
            shows = "hangs: the commands of a ring are executed again and again",
            fixedIn = {"11.0.2", "11.1"})
    void commandsEndWithATailOutsideOfTheRing(QTest qtest) {
        Region memory = qtest.memory();
        memory.registerq("control", REGISTERS + 0x18).write(ENABLE_IOMMU_AND_COMMANDS);
        memory.registerq("command buffer base", REGISTERS + 0x08).write(0x10_0000L | SIZE);
        memory.registerq("command buffer tail", REGISTERS + 0x2008).write(0x7_fff0);
        Devices.expectAlive(qtest);
    }
}
