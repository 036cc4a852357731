package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that a kernel that crashes boots again and finds its memory, kept by the firmware. */
@Resources(memory = "6544M")
class FadumpTest extends LinuxKernelTest {
    static final Asset VMLINUZ_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/39/Everything/ppc64le/os/ppc/ppc64/vmlinuz",
                    "6d77658130a7de1dd014ae14d7983c27f8ba1a61fa02e8d9064afdb8519e7e96");
    static final Asset FEDORA_INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/39/Everything/ppc64le/os/ppc/ppc64/initrd.img",
                    "e7f24b44cb2aaa67d30e551db6ac8d29cc57c934b158dabca6b7f885f2cfdd9b");

    /** The kernel prints these at once, if at all. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    @Test
    void bootsFadumpPseries() {
        requireAccelerator("tcg");
        dumpsOnPseries();
    }

    @Test
    void bootsFadumpPseriesKvm() {
        requireAccelerator("kvm");
        dumpsOnPseries("-accel", "kvm");
    }

    @Test
    void bootsFadumpPowernv() {
        requireAccelerator("tcg");
        requireVersion("11.1", "has no firmware-assisted dump on powernv");
        setMachine("powernv");
        bootWithFadump();
        crashAndFindTheDump();
    }

    private void dumpsOnPseries(Object... accelerator) {
        setMachine("pseries");
        vm().addArgs(accelerator);
        // SLOF takes more than 20 s to start.
        vm().addArgs("-machine", "x-vof=on");
        bootWithFadump();
        waitForConsolePattern("rtas fadump: Registration is successful!");
        crashAndFindTheDump();
    }

    private void bootWithFadump() {
        vm().addArgs("-m", "6G");
        vm().setConsole();
        Path kernel = VMLINUZ_KERNEL.fetch();
        Path initrd = FEDORA_INITRD.fetch();
        vm().addArgs("-kernel", kernel, "-initrd", initrd);
        vm().addArgs(
                        "-append",
                        "fadump=on -nodefaults -serial mon:stdio crashkernel=2G rdinit=/bin/sh ");
        vm().launch();
        waitForRegexConsolePattern(
                "fadump: Reserved ",
                "fadump: (Firmware-Assisted Dump is not supported on this hardware|Failed to find memory chunk for reservation!)",
                AT_ONCE);
    }

    private void crashAndFindTheDump() {
        waitForConsolePattern("sh: no job control");
        execCommand("mount -t proc proc /proc");
        execCommand("echo c > /proc/sysrq-trigger");
        waitForRegexConsolePattern(
                "Kernel panic - not syncing: sysrq triggered crash", null, AT_ONCE);
        waitForConsolePattern("fadump: Firmware-assisted dump is active", "fadump: Reserved ");
        waitForConsolePattern("preserving crash data");
        waitForConsolePattern("Run /bin/sh as init process");
        execCommandAndWaitForPattern("mount -t proc proc /proc", "#");
        execCommandAndWaitForPattern(
                "stat /proc/vmcore", "File: /proc/vmcore", "No such file or directory");
    }
}
