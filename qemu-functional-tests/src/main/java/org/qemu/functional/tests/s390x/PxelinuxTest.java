package org.qemu.functional.tests.s390x;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;

/** Proves that s390-ccw finds a pxelinux.cfg file by each of its names, and boots its entries. */
class PxelinuxTest extends AbstractPxelinuxTest {
    static final Asset DEBIAN_KERNEL = CcwVirtioTest.BUSTER_KERNEL;
    static final Asset DEBIAN_INITRD = CcwVirtioTest.BUSTER_INITRD;
    static final Asset FEDORA_KERNEL = CcwFedoraTest.F31_KERNEL;

    private static final String DEBIAN = "Debian 4.19.146-1 (2020-09-17)";
    private static final String FEDORA = "Linux version 5.3.7-301.fc31.s390x";
    private static final String CONFIGURATION =
            """
            # three entries, of which the first cannot be loaded
            default Debian
            label Nonexisting
            kernel kernel.notavailable
            initrd initrd.notavailable
            label Debian
            kernel kernel.debian
            initrd initrd.debian
            append testoption=teststring
            label Fedora
            kernel kernel.fedora
            """;

    @BeforeEach
    void setMachine() {
        requireNetdev("user");
        setMachine("s390-ccw-virtio");
    }

    @Test
    void bootsByTheNameDefault() {
        boot("default", "");
        waitForConsolePattern("testoption=teststring");
        waitForConsolePattern("Unpacking initramfs...");
        waitForConsolePattern("Run /init as init process");
    }

    @Test
    void bootsByTheMacAddress() {
        boot("01-02-ca-fe-ba-be-42", ",mac=02:ca:fe:ba:be:42,loadparm=3");
        waitForConsolePattern(FEDORA);
    }

    @Test
    void bootsByTheUuidAfterADiskThatDoesNotBoot() {
        vm().addArgs("-blockdev", "null-co,size=65536,node-name=d1");
        vm().addArgs("-device", "virtio-blk,drive=d1,bootindex=0,loadparm=1");
        vm().addArgs("-uuid", "550e8400-e29b-11d4-a716-446655441234");
        boot("550e8400-e29b-11d4-a716-446655441234", "");
        waitForConsolePattern(DEBIAN);
    }

    @Test
    void bootsByTheIpAddress() {
        vm().addArgs("-M", "loadparm=3");
        boot(IP_ADDRESS, "");
        waitForConsolePattern(FEDORA);
    }

    @Test
    void bootsFromTheMenu() {
        vm().addArgs("-boot", "menu=on,splash-time=10");
        boot("0A00", "");
        waitForConsolePattern("[1] Nonexisting");
        waitForConsolePattern("[2] Debian");
        waitForConsolePattern("[3] Fedora");
        waitForConsolePattern(DEBIAN);
    }

    private void boot(String configuration, String options) {
        vm().addArgs("-m", "384");
        launchNetworkBoot(
                Map.of(
                        "kernel.debian", DEBIAN_KERNEL.fetch(),
                        "initrd.debian", DEBIAN_INITRD.fetch(),
                        "kernel.fedora", FEDORA_KERNEL.fetch()),
                configuration,
                CONFIGURATION,
                options);
    }
}
