package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;
import org.qemu.functional.asset.Asset;

/** Proves that a debugger can step backward on the machine {@code virt}. */
class ReverseDebugTest extends ReverseDebuggingTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/29/Everything/aarch64/os/images/pxeboot/vmlinuz",
                    "7e1430b81c26bdd0da025eeb8fbd77b5dc961da4364af26e771bd39f379cbbf7");

    @Test
    void stepsVirt() {
        setCpu("cortex-a53");
        setMachine("virt");
        Path kernel = KERNEL.fetch();
        reverseDebugging(7, "-kernel", kernel);
    }
}
