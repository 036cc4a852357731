package org.qemu.functional.tests.qtest.timer;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.M48t59;

/**
 * The M48T59 of a PReP machine, the IBM 40p, on its ISA bus, with all tests of {@link M48t59Test}.
 */
@QTestMachine("-machine 40p -global isa-m48t59.base-year=1968 -rtc base=utc")
class M48t59PrepTest extends M48t59Test {
    /** Return the clock at ports, which are in memory from 0x80000000 on: hw/pci-host/raven.c. */
    @Override
    M48t59 clock(QTest qtest) {
        return M48t59.behind(qtest.memory().at(0x8000_0074L, "ports of the NVRAM"));
    }
}
