package org.qemu.functional.tests.s390x;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code s390-ccw-virtio}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/29/Everything/s390x/os/images/kernel.img",
                    "dace03b8ae0c9f670ebb9b8d6ce5eb24b62987f346de8f1300a439bb00bb99e7");

    @Test
    void replaysS390CcwVirtio() {
        setMachine("s390-ccw-virtio");
        Path kernel = KERNEL.fetch();
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=sclp0",
                "Kernel command line: printk.time=0 console=sclp0",
                9);
    }
}
