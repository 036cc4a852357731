package org.qemu.functional.tests.qtest.timer;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.M48t59;

/**
 * The M48T59 of a PReP machine, the IBM 40p, behind its ISA bus: all that a {@link M48t59Test} is.
 */
@QTestMachine("-machine 40p -global isa-m48t59.base-year=1968 -rtc base=utc")
class M48t59PrepTest extends M48t59Test {
    /** The machine's memory has its ports from 0x80000000: hw/pci-host/raven.c. */
    @Override
    M48t59 clock(QTest qtest) {
        return M48t59.behind(qtest.memory().at(0x8000_0074L, "ports of the NVRAM"));
    }
}
