package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;

/** A fault of the display port of Zynq UltraScale+. */
class XlnxDpFaultsTest extends QemuSystemTest {
    /** The last register is at 0x3a8, but the check of the offset let 0x3ac pass. */
    @Test
    @Regression(
            value = "hw/display/xlnx_dp.c",
            device = "xlnx-zcu102",
            shows = "needs a build with ASan: a read behind the registers")
    void readsNoRegisterBehindTheLast() {
        setMachine("xlnx-zcu102");
        vm().addArgs("-audiodev", "none,id=snd");
        if (qemuBinary().isAtLeast("8.2")) {
            vm().addArgs("-machine", "audiodev=snd");
        }
        QTest qtest = QTest.launch(vm());
        qtest.memory().registerl("behind the last register", 0xfd4a_03acL).read();
        qtest.vm().cmd("query-status");
    }
}
