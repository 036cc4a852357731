package org.qemu.functional.tests.x86_64;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that QEMU can load the state that {@code pc-q35-7.2} saved in QEMU 7.2. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("pc-q35-7.2");
    }
}
