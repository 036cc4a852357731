package org.qemu.functional.tests.sparc;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("SS-4", "SS-5", "SS-4");
    }
}
