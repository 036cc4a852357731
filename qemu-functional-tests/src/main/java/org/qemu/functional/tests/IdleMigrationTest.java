package org.qemu.functional.tests;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AbstractMigrationTest;

/** Migrates machines that do nothing, one way a test. */
public abstract class IdleMigrationTest extends AbstractMigrationTest {
    private final String machineForTcp;
    private final String machineForUnix;
    private final String machineForPrograms;

    /** Choose the machine types: the ways differ in them so that more are tried. */
    protected IdleMigrationTest(
            String machineForTcp, String machineForUnix, String machineForPrograms) {
        this.machineForTcp = machineForTcp;
        this.machineForUnix = machineForUnix;
        this.machineForPrograms = machineForPrograms;
    }

    @Test
    public void migratesOverTcp() {
        setMachine(machineForTcp);
        migrationWithTcpLocalhost();
    }

    @Test
    public void migratesOverAUnixSocket() {
        setMachine(machineForUnix);
        migrationWithUnix();
    }

    @Test
    public void migratesThroughPrograms() {
        setMachine(machineForPrograms);
        migrationWithExec();
    }

    @Test
    public void migratesThroughAFile() {
        setMachine(machineForPrograms);
        migrationWithFile();
    }
}
