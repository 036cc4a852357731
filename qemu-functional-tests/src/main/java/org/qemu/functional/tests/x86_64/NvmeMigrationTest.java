package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AbstractMigrationTest;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.machine.QemuMachine;

/** Proves that a Linux which reads from an NVMe disk continues after a migration. */
@Resources(memory = "4496M")
class NvmeMigrationTest extends AbstractMigrationTest {
    static final Asset KERNEL = IntelIommuTest.KERNEL;
    static final Asset INITRD = IntelIommuTest.INITRD;
    static final Asset DISKIMAGE = IntelIommuTest.DISKIMAGE;

    private static final String PROMPT = "# ";
    private static final String FILE = "/tmp/test_nvme_mig_workload";

    /** Reads all programs from the disk again and again, until a file stops it. */
    private static final String WORKLOAD =
            ("(while [ ! -f %1$s.stop ]; do rm -f %1$s.iter_finished;"
                            + " echo 3 > /proc/sys/vm/drop_caches;"
                            + " find /usr/bin -type f -exec cksum {} \\;; touch %1$s.iter_finished;"
                            + " done) > /dev/null 2> %1$s.errors &")
                    .formatted(FILE);

    @BeforeEach
    void requireKvm() {
        setMachine("q35");
        requireAccelerator("kvm");
    }

    @Test
    void migratesOverTcp() {
        migrationWithTcpLocalhost();
    }

    @Test
    void migratesOverAUnixSocket() {
        migrationWithUnix();
    }

    @Test
    void migratesThroughPrograms() {
        migrationWithExec();
    }

    @Override
    protected void configure(QemuMachine vm) {
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        Path image = DISKIMAGE.fetch();
        vm.setConsole();
        vm.addArgs("-cpu", "max", "-m", "2G", "-accel", "kvm");
        vm.addArgs(
                "-drive",
                "file=" + image + ",if=none,id=drv0,snapshot=on",
                "-device",
                "nvme,bus=pcie.0,drive=drv0,id=nvme-disk0,serial=nvmemigtest,bootindex=1");
        vm.addArgs(
                "-kernel",
                kernel,
                "-initrd",
                initrd,
                "-append",
                "root=/dev/nvme0n1p1 console=ttyS0 net.ifnames=0 rd.rescue quiet");
    }

    @Override
    protected void launchSource(QemuMachine vm) {
        vm.launch();
        await("Entering emergency mode.", vm);
        await(PROMPT, vm);
        exec("while ! (dmesg -c | grep nvme0n1:) ; do sleep 1 ; done", "nvme0n1", vm);
        await(PROMPT, vm);
        exec("mount /dev/nvme0n1p1 /sysroot", PROMPT, vm);
        exec("chroot /sysroot", PROMPT, vm);
        exec("mount -t proc proc /proc", PROMPT, vm);
        exec("mount -t sysfs sysfs /sys", PROMPT, vm);
        exec(WORKLOAD, PROMPT, vm);
        exec("echo $! > " + FILE + ".pid", PROMPT, vm);
        assertSucceeds("kill -0 $(cat " + FILE + ".pid)", vm);
    }

    @Override
    protected void checkDestination(QemuMachine vm) {
        assertSucceeds("kill -0 $(cat " + FILE + ".pid)", vm);
        exec("touch " + FILE + ".stop", PROMPT, vm);
        exec("while [ ! -f " + FILE + ".iter_finished ]; do sleep 1; done;", PROMPT, vm);
        exec("cat " + FILE + ".errors", PROMPT, vm);
        assertSucceeds("[ ! -s " + FILE + ".errors ]", vm);
    }

    /** The first FAIL is the echo of the command. */
    private void assertSucceeds(String command, QemuMachine vm) {
        exec(command + " && echo OK || echo FAIL", "FAIL", vm);
        waitForConsolePattern("OK", "FAIL", vm);
        await(PROMPT, vm);
    }

    private void exec(String command, String success, QemuMachine vm) {
        execCommandAndWaitForPattern(command, success, null, vm);
    }

    private void await(String success, QemuMachine vm) {
        waitForConsolePattern(success, LinuxKernelTest.KERNEL_PANIC, vm);
    }
}
