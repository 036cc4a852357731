package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code pseries} boot. */
class FadumpTest extends LinuxKernelTest {
    static final Asset VMLINUZ_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/39/Everything/ppc64le/os/ppc/ppc64/vmlinuz",
                    "81e5541d243b50c8f9568906c6918dda22239744d637bb9a7b22d23c3d6612268d5302beb2ca5c06f93bdbc9736c414ef5120756c8bf496ff488ad07d116d67f");
    static final Asset FEDORA_INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/39/Everything/ppc64le/os/ppc/ppc64/initrd.img",
                    "e7f24b44cb2aaa67d30e551db6ac8d29cc57c934b158dabca6b7f885f2cfdd9b");

    @Test
    void bootsFadumpPseries() {
        requireAccelerator("tcg");
        setMachine("pseries");
        vm().addArgs("-machine", "x-vof=on", "-m", "6G");
        vm().setConsole();
        Path kernel = VMLINUZ_KERNEL.fetch();
        Path initrd = FEDORA_INITRD.fetch();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "fadump=on -nodefaults -serial mon:stdio crashkernel=2G rdinit=/bin/sh ");
        vm().launch();

        waitForRegexConsolePattern(
                "fadump: Reserved ",
                "fadump: (Firmware-Assisted Dump is not supported on this hardware|Failed to find memory chunk for reservation!)");
        waitForConsolePattern("rtas fadump: Registration is successful!");
        waitForConsolePattern("#");
        execCommand("mount -t proc proc /proc");
        execCommand("echo c > /proc/sysrq-trigger");
        waitForRegexConsolePattern("Kernel panic - not syncing: sysrq triggered crash");
        waitForConsolePattern("rtas fadump: Firmware-assisted dump is active", "fadump: Reserved ");
        waitForConsolePattern("preserving crash data");
        waitForConsolePattern("sh-5.2#");
        execCommandAndWaitForPattern("mount -t proc proc /proc", "#");
        execCommandAndWaitForPattern(
                "stat /proc/vmcore", "File: /proc/vmcore", "No such file or directory");
    }

    @Test
    void bootsFadumpPseriesKvm() {
        requireAccelerator("kvm");
        vm().addArgs("-accel", "kvm");
        setMachine("pseries");
        vm().addArgs("-machine", "x-vof=on", "-m", "6G");
        vm().setConsole();
        Path kernel = VMLINUZ_KERNEL.fetch();
        Path initrd = FEDORA_INITRD.fetch();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "fadump=on -nodefaults -serial mon:stdio crashkernel=2G rdinit=/bin/sh ");
        vm().launch();

        waitForRegexConsolePattern(
                "fadump: Reserved ",
                "fadump: (Firmware-Assisted Dump is not supported on this hardware|Failed to find memory chunk for reservation!)");
        waitForConsolePattern("rtas fadump: Registration is successful!");
        waitForConsolePattern("#");
        execCommand("mount -t proc proc /proc");
        execCommand("echo c > /proc/sysrq-trigger");
        waitForRegexConsolePattern("Kernel panic - not syncing: sysrq triggered crash");
        waitForConsolePattern("rtas fadump: Firmware-assisted dump is active", "fadump: Reserved ");
        waitForConsolePattern("preserving crash data");
        waitForConsolePattern("sh-5.2#");
        execCommandAndWaitForPattern("mount -t proc proc /proc", "#");
        execCommandAndWaitForPattern(
                "stat /proc/vmcore", "File: /proc/vmcore", "No such file or directory");
    }
}
