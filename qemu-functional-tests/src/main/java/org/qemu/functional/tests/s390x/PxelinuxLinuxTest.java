package org.qemu.functional.tests.s390x;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.BusyboxInitrd;

/**
 * Proves that s390-ccw boots Debian 12's kernel and a shell over TFTP, by each name of a
 * pxelinux.cfg file, and chooses among its entries by LOADPARM and from a menu.
 */
class PxelinuxLinuxTest extends AbstractPxelinuxTest {
    static final Asset KERNEL = LinuxTest.KERNEL;
    static final Asset BUSYBOX = LinuxTest.BUSYBOX;

    private static final String NO_CHOICE =
            "cannot choose among the entries of a pxelinux.cfg file";
    private static final String CONFIGURATION =
            """
            default second
            label first
            kernel kernel.missing
            label second
            kernel kernel
            initrd initrd
            append console=ttysclp0 printk.time=0 entry=second
            label third
            kernel kernel
            initrd initrd
            append console=ttysclp0 printk.time=0 entry=third
            """;

    @BeforeEach
    void setMachine() {
        requireNetdev("user");
        setMachine("s390-ccw-virtio");
    }

    @Test
    void bootsByTheNameDefault() {
        boot("default", "");
        assertShell("second");
    }

    @Test
    void bootsByTheMacAddress() {
        boot("01-02-ca-fe-ba-be-42", ",mac=02:ca:fe:ba:be:42");
        assertShell("second");
    }

    @Test
    void bootsByTheUuidAfterADiskThatDoesNotBoot() {
        requireVersion("9.2", "does not try a second boot device");
        vm().addArgs("-blockdev", "null-co,size=65536,read-zeroes=on,node-name=d1");
        vm().addArgs("-device", "virtio-blk-ccw,drive=d1,bootindex=0");
        vm().addArgs("-uuid", "550e8400-e29b-11d4-a716-446655441234");
        boot("550e8400-e29b-11d4-a716-446655441234", "");
        assertShell("second");
    }

    @Test
    void bootsTheEntryOfTheDevicesLoadparmByTheIpAddress() {
        requireVersion("10.2", NO_CHOICE);
        boot(IP_ADDRESS, ",loadparm=3");
        assertShell("third");
    }

    @Test
    void bootsTheEntryOfTheMachinesLoadparmByPartOfTheIpAddress() {
        requireVersion("10.2", NO_CHOICE);
        vm().addArgs("-M", "loadparm=3");
        boot("0A0002", "");
        assertShell("third");
    }

    @Test
    void bootsTheDefaultEntryOfAMenu() {
        requireVersion("10.2", NO_CHOICE);
        vm().addArgs("-boot", "menu=on,splash-time=10");
        boot("0A00", "");
        waitForConsolePattern("[1] first");
        waitForConsolePattern("[2] second");
        waitForConsolePattern("[3] third");
        assertShell("second");
    }

    private void boot(String configuration, String options) {
        vm().addArgs("-nodefaults", "-m", "512M");
        Path initrd =
                BusyboxInitrd.write(
                        archiveExtract(BUSYBOX, "bin/busybox"), scratchFile("initrd.cpio"));
        launchNetworkBoot(
                Map.of("kernel", archiveExtract(KERNEL, LinuxTest.VMLINUZ), "initrd", initrd),
                configuration,
                CONFIGURATION,
                options);
    }

    private void assertShell(String entry) {
        waitForConsolePattern("Linux version 6.1.");
        waitForConsolePattern("built-in shell (ash)");
        execCommandAndWaitForPattern("tr ' ' '\\n' < /proc/cmdline | grep entry", "entry=" + entry);
    }
}
