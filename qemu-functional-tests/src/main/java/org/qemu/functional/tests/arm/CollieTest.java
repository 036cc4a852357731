package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code collie} boot. */
class CollieTest extends LinuxKernelTest {
    static final Asset ZIMAGE =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/collie/zImage",
                    "10ace8abf9e0875ef8a83b8829cc3b5b50bc6d7bc3ca29f19f49f5673a43c13b");
    static final Asset ROOTFS =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/collie/rootfs-sa110.cpio",
                    "89ccaaa5c6b33331887047e1618ffe81b0f55909173944347d5d2426f3bcc1f2");

    @Test
    void bootsCollie() {
        setMachine("collie");
        Path kernel = ZIMAGE.fetch();
        Path initrd = ROOTFS.fetch();
        vm().addArgs("-append", "rdinit=/sbin/init console=ttySA1");
        launchKernel(kernel, initrd, null, "reboot: Restarting system");
    }
}
