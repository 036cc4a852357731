package org.qemu.functional.tests.faults;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.image.BuiltImage;

@TestTimeout(seconds = 30)
class LinuxBoot extends LinuxKernelTest {
    static final GuestImage IMAGE = GuestImage.linux("x86_64").withModules("virtio_net");

    private static final String COMMAND_LINE = "console=ttyS0 panic=-1 ";

    private void boot(boolean withInitrd, String commandLine) {
        BuiltImage image = IMAGE.build();
        vm().addArgs("-nodefaults", "-no-reboot", "-append", COMMAND_LINE + commandLine);
        launchKernel(image.kernel(), withInitrd ? image.initrd() : null, null, null);
    }

    @Test
    void mountsTheRootFileSystem() {
        boot(false, "root=/dev/vda");
        waitForConsolePattern("Run /sbin/init as init process");
    }

    @Test
    void startsInit() {
        boot(true, "rdinit=/bin/false");
        waitForConsolePattern("login:");
    }

    @Test
    void asksForAName() {
        boot(true, "rdinit=/bin/sh");
        waitForConsolePattern("login:");
    }

    @Test
    void printsItsVersion() {
        boot(true, "rdinit=/bin/sh");
        waitForRegexConsolePattern("Linux version 5\\.\\d+", "Run /bin/sh as init process");
    }

    @Test
    void reachesTheShell() {
        boot(true, "rdinit=/bin/sh");
        waitForConsolePattern("Run /bin/sh as init process");
        vm().monitor().pause();
        execCommandAndWaitForPattern("echo $((6 * 7))", "42");
    }
}
