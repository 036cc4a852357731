package org.qemu.functional.tests.riscv32;

import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("spike", "virt", "spike");
    }

    @BeforeEach
    void needWhatMigrates() {
        requireVersion("8.0", "comes without OpenSBI for riscv32");
    }
}
