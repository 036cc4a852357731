package org.qemu.functional.tests.m68k;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that state which {@code virt-7.2} saved in QEMU 7.2 can be loaded today. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("virt-7.2");
    }
}
