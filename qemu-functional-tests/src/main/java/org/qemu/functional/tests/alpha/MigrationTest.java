package org.qemu.functional.tests.alpha;

import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("clipper", "clipper", "clipper");
    }

    @BeforeEach
    void needWhatMigrates() {
        requireVersion("8.0", "dies of SIGFPE as this machine migrates");
    }
}
