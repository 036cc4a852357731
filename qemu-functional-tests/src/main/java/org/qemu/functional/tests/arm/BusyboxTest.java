package org.qemu.functional.tests.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuUserTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.ProgramResult;

/** Proves that qemu-arm runs programs of Debian's armhf, both dynamically and statically linked. */
class BusyboxTest extends QemuUserTest {
    static final Asset STATIC =
            Asset.of(
                    "debian:pool/main/b/busybox/busybox-static_1.35.0-4+deb12u1+b1_armhf.deb",
                    "2f68dbeaebeda49f3cde34ac421d5add85fb1c837ff7c4a4971945340d9d66ff");
    static final Asset DYNAMIC =
            Asset.of(
                    "debian:pool/main/b/busybox/busybox_1.35.0-4+deb12u1+b1_armhf.deb",
                    "a93b39d53e94efb1dc07f386cde75f67bbe9b9a2d55ab0eb5710d7802dc8e013");
    static final Asset LIBC =
            Asset.of(
                    "debian:pool/main/g/glibc/libc6_2.36-9+deb12u14_armhf.deb",
                    "758c68b92654747025b48476a45c315bf16df1321224abdd9be672bfd120be45");

    @Test
    void runsAStaticProgram() {
        Path busybox = archiveExtract(STATIC, "bin/busybox");
        ProgramResult uname = runCmd(busybox, "uname", "-m");
        assertEquals("armv7l\n", uname.stdout());
        assertEquals(0, uname.exitCode());
    }

    @Test
    void runsAProgramWithItsLibraries() {
        Path libraries = archiveExtract(LIBC, null, "libc", null);
        Path busybox = archiveExtract(DYNAMIC, null, "busybox", null).resolve("bin/busybox");
        assertTrue(runCmd(busybox, "true").stderr().contains("ld-linux-armhf.so.3"));
        addLdPath(libraries);
        ProgramResult answer = runCmd(busybox, "sh", "-c", "echo $((6 * 7)); exit 3");
        assertEquals("42\n", answer.stdout());
        assertEquals(3, answer.exitCode());
    }

    @Test
    void tellsTheSignalThatEndedAProgram() {
        Path busybox = archiveExtract(STATIC, "bin/busybox");
        assertEquals(-15, runCmd(busybox, "sh", "-c", "kill -TERM $$").exitCode());
    }
}
