package org.qemu.functional.tests.faults;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Run with {@code QEMU_TEST_NO_DOWNLOAD} and {@code QEMU_TEST_REQUIRE_ASSETS}. */
class OfflineDownload extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archive.example/linux/vmlinuz-6.12",
                    "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");

    @Test
    void boots() {
        vm().addArgs("-kernel", KERNEL.fetch());
        vm().launch();
    }
}
