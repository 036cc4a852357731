package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.tests.SbsaRefTest;

/** Proves that Alpine Linux boots on sbsa-ref, from firmware to user space. */
class SbsarefAlpineTest extends SbsaRefTest {
    static final Asset ALPINE_ISO =
            Asset.of(
                    "https://dl-cdn.alpinelinux.org/alpine/v3.17/releases/aarch64/alpine-standard-3.17.2-aarch64.iso",
                    "5a36304ecf039292082d92b48152a9ec21009d3a62f459de623e19c4bd9dc027");

    private void bootsAlpine(String cpu) {
        fetchFirmware();
        boots(
                "file=%s,media=cdrom,format=raw".formatted(ALPINE_ISO.fetch()),
                cpu,
                "Welcome to Alpine Linux 3.17");
    }

    @Test
    void bootsSbsarefAlpineLinuxDefaultCpu() {
        bootsAlpine("");
    }

    @Test
    void bootsSbsarefAlpineLinuxMaxPauthImpdef() {
        bootsAlpine("max,pauth-impdef=on");
    }

    @Test
    @SkipSlowTest
    void bootsSbsarefAlpineLinuxMax() {
        bootsAlpine("max");
    }
}
