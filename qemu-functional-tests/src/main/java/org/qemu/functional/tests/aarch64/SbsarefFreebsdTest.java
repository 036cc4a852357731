package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.tests.SbsaRefTest;

/** Proves that FreeBSD boots on sbsa-ref, from firmware to user space. */
class SbsarefFreebsdTest extends SbsaRefTest {
    static final Asset FREEBSD_ISO =
            Asset.of(
                    "http://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases/arm64/aarch64/ISO-IMAGES/14.1/FreeBSD-14.1-RELEASE-arm64-aarch64-bootonly.iso.xz",
                    "7313a4495ffd71ab77b49b1e83f571521c32756e1d75bf48bd890e0ab0f75827");

    private void bootsFreebsd(String cpu) {
        fetchFirmware();
        boots(
                "file=%s,format=raw,snapshot=on".formatted(uncompress(FREEBSD_ISO)),
                cpu,
                "Welcome to FreeBSD!");
    }

    @Test
    void bootsSbsarefFreebsd14CortexA57() {
        bootsFreebsd("cortex-a57");
    }

    @Test
    void bootsSbsarefFreebsd14DefaultCpu() {
        bootsFreebsd("");
    }

    @Test
    void bootsSbsarefFreebsd14MaxPauthOff() {
        bootsFreebsd("max,pauth=off");
    }

    @Test
    @SkipSlowTest
    void bootsSbsarefFreebsd14MaxPauthImpdef() {
        bootsFreebsd("max,pauth-impdef=on");
    }

    @Test
    @SkipSlowTest
    void bootsSbsarefFreebsd14Max() {
        bootsFreebsd("max");
    }
}
