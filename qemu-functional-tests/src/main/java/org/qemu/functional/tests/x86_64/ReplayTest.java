package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.tests.TuxRunReplayTest;

/** Proves that a recorded boot of a PC with disk and network replays to its end. */
class ReplayTest extends TuxRunReplayTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/x86_64/bzImage",
                    "f57bfc6553bcd6e0a54aab86095bf642b33b5571d14e3af1731b18c87ed5aef8");
    static final Asset ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/x86_64/rootfs.ext4.zst",
                    "4b8b2a99117519c5290e1202cb36eb6c7aaba92b357b5160f5970cf5fb78a751");
    private static final int SHIFT = 5;

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2094")
    void replaysPc() {
        setMachine("pc");
        setCpu("Nehalem");
        replays(KERNEL, ROOTFS, "virtio-blk", "console=ttyS0 root=/dev/vda", SHIFT);
    }

    @Test
    void replaysQ35() {
        setMachine("q35");
        setCpu("Nehalem");
        replays(KERNEL, ROOTFS, "ide-hd", "console=ttyS0 root=/dev/sda", SHIFT);
    }
}
