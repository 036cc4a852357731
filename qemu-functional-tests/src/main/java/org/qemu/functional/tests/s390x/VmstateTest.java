package org.qemu.functional.tests.s390x;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that QEMU can load the state that {@code s390-ccw-virtio-7.2} saved in QEMU 7.2. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("s390-ccw-virtio-7.2");
    }
}
