package org.qemu.functional.tests.riscv64;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("virt", "spike", "virt");
    }
}
