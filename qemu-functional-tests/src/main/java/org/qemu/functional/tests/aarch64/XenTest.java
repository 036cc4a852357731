package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code virt} boot. */
class XenTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=RRahAWwAwYKTZQd",
                    "00366fa51ea957c19462d2e2aefd480bef80ce727120e714ae48e0c88f261edb");
    static final Asset XEN_4_11 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=ALU4n2NGGYbE4fO",
                    "b745c2631342f9fcc0147ddc364edb62c20ecfebd430e5a3546e7d7c6891c0bc");
    static final Asset XEN_4_14 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=os4zSXPl7WW4lqX",
                    "e930a3293248edabd367d5b4b3b6448b9c99c057096ea8b47228a7870661d5cb");
    static final Asset XEN_4_15 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=jjjG4uTp2wuO4Ks",
                    "2a9a8af8acf0231844657cc28baab95bd918b0ee2d493ee4ee6f8846e1358bc9");

    @Test
    void bootsXen411AndDom0() {
        boot(XEN_4_11, "boot/xen-4.11-arm64");
    }

    @Test
    void bootsXen414AndDom0() {
        boot(XEN_4_14, "boot/xen-4.14-arm64");
    }

    @Test
    void bootsXen415AndDom0() {
        boot(XEN_4_15, "boot/xen-4.15-unstable");
    }

    private void boot(Asset kernelAsset, String member) {
        Path kernel = archiveExtract(kernelAsset, "deb", null, member);
        requireAccelerator("tcg");
        setMachine("virt");
        Path loaded = KERNEL.fetch();
        setCpu("cortex-a57");
        vm().setConsole();
        vm().addArgs(
                        "-machine",
                        "virtualization=on",
                        "-m",
                        "768",
                        "-kernel",
                        kernel,
                        "-append",
                        "dom0_mem=128M loglvl=all guest_loglvl=all",
                        "-device",
                        "guest-loader,addr=0x47000000,kernel=" + loaded + ",bootargs=console=hvc0");
        vm().launch();

        waitForConsolePattern("VFS: Cannot open root device", "Panic on CPU 0:");
    }
}
