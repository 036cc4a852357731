package org.qemu.functional.tests.arm;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target migrates to another QEMU over each transport. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("npcm750-evb", "npcm750-evb", "npcm750-evb");
    }
}
