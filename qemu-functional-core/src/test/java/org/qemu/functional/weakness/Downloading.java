package org.qemu.functional.weakness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Fetches an asset from the server that the property {@code url} names. */
class Downloading extends QemuSystemTest {
    static final Asset FILE = Asset.of(System.getProperty("url"), System.getProperty("hash"));

    @Test
    void fetches() {
        assertThat(FILE.fetch()).isRegularFile();
    }
}
