package org.qemu.functional.tests.ppc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that images for the machine {@code 40p} boot. */
class Prep40pTest extends QemuSystemTest {
    static final Asset BIOS =
            Asset.of(
                    "http://ftpmirror.your.org/pub/misc/ftp.software.ibm.com/rs6000/firmware/7020-40p/P12H0456.IMG",
                    "d957f79c73f760d1455d2286fcd901ed6d06167320eb73511b478a939be25b3f");
    static final Asset NETBSD40 =
            Asset.of(
                    "https://archive.netbsd.org/pub/NetBSD-archive/NetBSD-4.0/prep/installation/floppy/generic_com0.fs",
                    "f86236e9d01b3f0dd0f5d3b8d5bbd40c68e78b4db560a108358f5ad58e636619");
    static final Asset NETBSD71 =
            Asset.of(
                    "https://archive.netbsd.org/pub/NetBSD-archive/NetBSD-7.1.2/iso/NetBSD-7.1.2-prep.iso?key=NetBSD",
                    "cc7cb290b06aaa839362deb7bd9f417ac5015557db24088508330f76c3f825ec");
    static final Asset SANDALFOOT =
            Asset.of(
                    "http://www.juneau-lug.org/zImage.initrd.sandalfoot",
                    "749ab02f576c6dc8f33b9fb022ecb44bf6a35a0472f2ea6a5e9956bc15933901");

    @Test
    @SkipUntrustedTest
    void bootsFactoryFirmwareAndNetbsd() {
        setMachine("40p");
        requireAccelerator("tcg");
        Path bios = BIOS.fetch();
        Path image = NETBSD40.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-bios",
                        bios,
                        "-drive",
                        "file=" + image + ",format=raw,if=floppy,read-only=true");
        vm().launch();

        waitForConsolePattern("NetBSD 4.0 (GENERIC) #0: Sun Dec 16 00:49:40 PST 2007");
        waitForConsolePattern("Model: IBM PPS Model 6015");
    }

    @Test
    void bootsOpenbios192m() {
        setMachine("40p");
        requireAccelerator("tcg");
        vm().setConsole();
        vm().addArgs("-m", "192");
        vm().launch();

        waitForConsolePattern(">> OpenBIOS");
        waitForConsolePattern(">> Memory: 192M");
        waitForConsolePattern(">> CPU type PowerPC,604");
    }

    @Test
    void bootsOpenbiosAndNetbsd() {
        setMachine("40p");
        requireAccelerator("tcg");
        Path cdrom = NETBSD71.fetch();
        vm().setConsole();
        vm().addArgs("-cdrom", cdrom, "-boot", "d");
        vm().launch();

        waitForConsolePattern("NetBSD/prep BOOT, Revision 1.9");
    }

    @Test
    void bootsOpenbiosAndLinux() {
        setMachine("40p");
        requireAccelerator("tcg");
        Path cdrom = SANDALFOOT.fetch();
        vm().setConsole();
        vm().addArgs("-cdrom", cdrom, "-boot", "d");
        vm().launch();

        waitForConsolePattern("Please press Enter to activate this console.");
        execCommandAndWaitForPattern("\n", "#");
        execCommandAndWaitForPattern("uname -a", "Linux ppc 2.4.18");
    }
}
