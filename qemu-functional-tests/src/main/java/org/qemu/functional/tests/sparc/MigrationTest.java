package org.qemu.functional.tests.sparc;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target moves to another QEMU in every way. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("SS-4", "SS-5", "SS-4");
    }
}
