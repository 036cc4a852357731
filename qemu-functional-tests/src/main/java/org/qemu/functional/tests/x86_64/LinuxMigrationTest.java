package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that a running Linux continues after a migration to another QEMU or after loading a
 * snapshot.
 */
class LinuxMigrationTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Duration MIGRATION = Duration.ofSeconds(60);

    private QemuMachine shell(String name, Object... args) {
        QemuMachine vm = vm(name);
        useShell(vm, DebianInstaller.AMD64, "");
        vm.addArgs(args);
        vm.launch();
        vm.cmd(
                "migrate-set-capabilities",
                "capabilities",
                List.of(Map.of("capability", "events", "state", true)));
        return vm;
    }

    @Test
    void shellRemembersAfterTheMove() {
        setMachine("q35");
        String uri = "unix:" + socketDir().resolve("migration");
        QemuMachine source = shell("source");
        awaitShell(source);
        run(source, "secret=$((123 * 456))");
        QemuMachine destination = shell("destination", "-incoming", uri);

        source.cmd("migrate", "uri", uri);
        destination.eventWait(
                "MIGRATION", MIGRATION, Map.of("data", Map.of("status", "completed")));
        source.eventWait("MIGRATION", MIGRATION, Map.of("data", Map.of("status", "completed")));
        assertEquals("postmigrate", source.monitor().status());
        source.shutdown();

        execCommandAndWaitForPattern("echo secret=$secret", "secret=56088", null, destination);
    }

    @Test
    void goesBackToASnapshot() {
        setMachine("q35");
        Path disk = qemuImg().create("qcow2", scratchFile("state.qcow2"), "1G");
        QemuMachine vm =
                shell(
                        "default",
                        "-blockdev",
                        "qcow2,node-name=disk,file.driver=file,file.filename=" + disk,
                        "-device",
                        "virtio-blk-pci,drive=disk");
        awaitShell(vm);
        run(vm, "when=before");
        vm.monitor().saveSnapshot("booted", "disk");
        run(vm, "when=after");
        execCommandAndWaitForPattern("echo when=$when.", "when=after.", null, vm);
        vm.monitor().loadSnapshot("booted", "disk");
        execCommandAndWaitForPattern("echo when=$when.", "when=before.", null, vm);
    }
}
