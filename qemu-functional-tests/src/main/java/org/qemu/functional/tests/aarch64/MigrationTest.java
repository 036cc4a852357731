package org.qemu.functional.tests.aarch64;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target moves to another QEMU in every way. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("quanta-gsj", "quanta-gsj", "quanta-gsj");
    }
}
