package org.qemu.functional.tests.ppc;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target moves to another QEMU in every way. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("sam460ex", "sam460ex", "sam460ex");
    }
}
