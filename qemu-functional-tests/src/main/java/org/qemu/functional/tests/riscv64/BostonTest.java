package org.qemu.functional.tests.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that Linux boots on MIPS' board with 2 to 64 CPUs, and that QEMU refuses more. */
@Resources(cores = 4, memory = "2448M")
class BostonTest extends QemuSystemTest {
    static final Asset FW_PAYLOAD =
            Asset.of(
                    "https://github.com/MIPS/linux-test-downloads/raw/main/p8700/fw_payload.bin",
                    "d6f4ae14d0c178c1d0bb38ddf64557536ca8602a588b220729a8aa17caa383aa");
    static final Asset ROOTFS =
            Asset.of(
                    "https://github.com/MIPS/linux-test-downloads/raw/main/p8700/rootfs.ext2",
                    "f937e21b588f0d1d17d10a063053979686897bbbbc5e9617a5582f7c1f48e565");

    @Test
    void bootsWith2Cpus() {
        boots(2);
    }

    @Test
    void bootsWith64Cpus() {
        boots(64);
    }

    @Test
    void refuses65Cpus() {
        setMachine("boston-aia");
        refuses65(images());
    }

    /** The number is checked before any image is opened. */
    @Test
    void refuses65CpusWithoutAnImage() {
        setMachine("boston-aia");
        refuses65();
    }

    private Object[] images() {
        Path payload = FW_PAYLOAD.fetch();
        Path disk = ROOTFS.fetch();
        return new Object[] {
            "-kernel", payload, "-drive", "file=" + disk + ",format=raw,snapshot=on"
        };
    }

    private void boots(int cpus) {
        setMachine("boston-aia");
        Object[] images = images();
        vm().addArgs("-cpu", "mips-p8700", "-m", "2G", "-smp", cpus);
        vm().addArgs(images);
        vm().setConsole();
        vm().launch();
        waitForConsolePattern("OpenSBI");
        waitForConsolePattern("Linux version");
        waitForConsolePattern("Machine model: MIPS P8700");
        waitForConsolePattern("e1000e");
        waitForConsolePattern("Network Connection");
        waitForConsolePattern("Run /sbin/init as init process");
    }

    private void refuses65(Object... images) {
        vm().setQmpMonitor(false);
        vm().expectExit(1);
        vm().addArgs("-cpu", "mips-p8700", "-m", "2G", "-smp", "65", "-nographic");
        vm().addArgs(images);
        vm().launch();
        vm().waitForExit();
        assertEquals(1, vm().exitCode());
        assertTrue(vm().output().contains("Invalid SMP CPUs 65"), vm()::output);
    }
}
