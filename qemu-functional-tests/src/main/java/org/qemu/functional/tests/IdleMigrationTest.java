package org.qemu.functional.tests;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AbstractMigrationTest;

/** Migrates idle machines; each test uses another transport. */
public abstract class IdleMigrationTest extends AbstractMigrationTest {
    private final String machineForTcp;
    private final String machineForUnix;
    private final String machineForPrograms;

    /**
     * Choose the machine types. They can differ between transports, so that more of them are
     * tested.
     */
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
