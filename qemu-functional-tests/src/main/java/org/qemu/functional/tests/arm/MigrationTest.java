package org.qemu.functional.tests.arm;

import org.qemu.functional.tests.IdleMigrationTest;

/** Proves that a machine of this target moves to another QEMU in every way. */
class MigrationTest extends IdleMigrationTest {
    MigrationTest() {
        super("npcm750-evb", "npcm750-evb", "npcm750-evb");
    }
}
