package org.qemu.functional.tests.mips64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.tests.MaltaBoardTest;

/** Proves that images for the machine {@code malta} boot. */
class MaltaTest extends MaltaBoardTest {
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/vmlinux-3.2.0-4-5kc-malta",
                    "3e4ec154db080b3f1839f04dde83120654a33e5e1716863de576c47cb94f68f6");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/debian_wheezy_mips_standard.qcow2",
                    "de03599285b8382ad309309a6c4869f6c6c42a5cfc983342bab9ec0dfa7849a2");

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/3109")
    void bootsWheezy() {
        bootsWheezy(
                WHEEZY_KERNEL,
                WHEEZY_DISK,
                "initrd.img-3.2.0-4-5kc-malta",
                "d98b953bb4a41c0fc0fd8d19bbc691c08989ac52568c1d3054d92dfd890d3f06",
                "pcnet",
                "MIPS 20Kc");
    }
}
