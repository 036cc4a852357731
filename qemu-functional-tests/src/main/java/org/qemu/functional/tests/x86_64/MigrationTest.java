package org.qemu.functional.tests.x86_64;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target moves to another QEMU in every way. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("microvm", "microvm", "microvm");
    }
}
