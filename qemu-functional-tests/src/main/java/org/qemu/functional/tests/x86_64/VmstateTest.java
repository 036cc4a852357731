package org.qemu.functional.tests.x86_64;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that state which {@code pc-q35-7.2} saved in QEMU 7.2 can be loaded today. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("pc-q35-7.2");
    }
}
