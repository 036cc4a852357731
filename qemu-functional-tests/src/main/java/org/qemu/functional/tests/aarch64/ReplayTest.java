package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.TuxRunReplayTest;

/** Proves that a recorded boot of virt with disk and network replays to its end. */
class ReplayTest extends TuxRunReplayTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64/Image",
                    "b74743c5e89e1cea0f73368d24ae0ae85c5204ff84be3b5e9610417417d2f235");
    static final Asset ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64/rootfs.ext4.zst",
                    "a1acaaae2068df4648d04ff75f532aaa8c5edcd6b936122b6f0db4848a07b465");
    private static final int SHIFT = 7;

    @Test
    void replaysVirt() {
        setMachine("virt");
        setCpu("cortex-a57");
        replays(KERNEL, ROOTFS, "virtio-blk-device", "console=ttyAMA0 root=/dev/vda", SHIFT);
    }
}
