package org.qemu.functional.tests.microblaze;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code petalogix-s3adsp1800} boot. */
class S3adsp1800Test extends QemuSystemTest {
    static final Asset IMAGE_BE =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day17.tar.xz",
                    "3ba7439dfbea7af4876662c97f8e1f0cdad9231fc166e4861d17042489270057");
    static final Asset IMAGE_LE =
            Asset.of(
                    "http://www.qemu-advent-calendar.org/2023/download/day13.tar.gz",
                    "b9b3d43c5dd79db88ada495cc6e0d1f591153fe41355e925d791fbf44de50c22");

    @Test
    void bootsS3adsp1800LegacyBe() {
        setMachine("petalogix-s3adsp1800");
        archiveExtract(IMAGE_BE);
        vm().setConsole();
        vm().addArgs("-kernel", scratchFile("day17/ballerina.bin"));
        vm().launch();

        waitForConsolePattern("This architecture does not have kernel memory protection");
    }

    @Test
    void bootsS3adsp1800LegacyLe() {
        requireNetdev("user");
        setMachine("petalogix-s3adsp1800");
        archiveExtract(IMAGE_LE);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        scratchFile("day13/xmaton.bin"),
                        "-M",
                        "endianness=little",
                        "-nic",
                        "user,tftp=" + scratchFile("day13"));
        vm().launch();

        waitForConsolePattern("QEMU Advent Calendar 2023");
        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern(
                "tftp -g -r xmaton.png 10.0.2.2 ; md5sum xmaton.png",
                "821cd3cab8efd16ad6ee5acc3642a8ea");
    }
}
