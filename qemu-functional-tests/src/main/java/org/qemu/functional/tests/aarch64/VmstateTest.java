package org.qemu.functional.tests.aarch64;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that QEMU can load the state that {@code virt-7.2} saved in QEMU 7.2. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("virt-7.2");
    }
}
