package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AbstractMigrationTest;
import org.qemu.functional.machine.QemuMachine;

/** Proves that a Linux that boots on {@code pseries} goes on after its migration. */
class PseriesMigrationTest extends AbstractMigrationTest {
    private static final String PANIC = "Kernel panic - not syncing";

    @Test
    void migratesABootingLinux() {
        setMachine("pseries");
        Path kernel = PseriesTest.KERNEL.fetch();
        QemuMachine destination = vm("dest-qemu");
        destination.addArgs("-incoming", "defer");
        launch(destination, kernel);
        QemuMachine source = vm("source-qemu");
        launch(source, kernel);
        waitForConsolePattern("smp: Brought up 1 node, 4 CPUs", PANIC, source);

        migrationWithTcpLocalhostVms(destination, source);

        waitForConsolePattern("VFS: Cannot open root device", PANIC, destination);
    }

    private static void launch(QemuMachine vm, Path kernel) {
        vm.addArgs("-smp", "4", "-nodefaults");
        vm.addArgs("-kernel", kernel, "-append", "printk.time=0 console=hvc0 ");
        vm.setConsole();
        vm.launch();
    }
}
