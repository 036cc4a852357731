package org.qemu.functional.tests.s390x;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that state which {@code s390-ccw-virtio-7.2} saved in QEMU 7.2 can be loaded today. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("s390-ccw-virtio-7.2");
    }
}
