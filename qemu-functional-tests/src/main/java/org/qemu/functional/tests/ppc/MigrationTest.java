package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("sam460ex", "sam460ex", "sam460ex");
    }

    @BeforeEach
    void needWhatMigrates() {
        requireVersion("8.0", "saves this machine so that it cannot be loaded");
    }
}
