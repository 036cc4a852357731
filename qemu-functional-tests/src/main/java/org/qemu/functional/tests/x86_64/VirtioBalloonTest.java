package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that a balloon reports the statistics of the guest, and none after a reset. */
@Resources(memory = "2448M", kvm = true)
class VirtioBalloonTest extends QemuSystemTest {
    static final Asset KERNEL = IntelIommuTest.KERNEL;
    static final Asset INITRD = IntelIommuTest.INITRD;
    static final Asset DISKIMAGE = IntelIommuTest.DISKIMAGE;

    private static final String PROMPT = "# ";

    /** What this kernel reports. */
    private static final Set<String> REPORTED =
            Set.of(
                    "stat-available-memory",
                    "stat-disk-caches",
                    "stat-free-memory",
                    "stat-htlb-pgalloc",
                    "stat-htlb-pgfail",
                    "stat-major-faults",
                    "stat-minor-faults",
                    "stat-swap-in",
                    "stat-swap-out",
                    "stat-total-memory");

    @Test
    void reportsStatistics() {
        setMachine("q35");
        requireAccelerator("kvm");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        Path image = DISKIMAGE.fetch();
        vm().setConsole();
        // The boot menu delays the guest: its driver has not started when the statistics are read.
        vm().addArgs("-S", "-cpu", "max", "-m", "2G", "-boot", "menu=on", "-accel", "kvm");
        vm().addArgs("-device", "virtio-balloon,id=balloon");
        vm().addArgs(
                        "-drive",
                        "file=" + image + ",if=none,id=drv0,snapshot=on",
                        "-device",
                        "virtio-blk-pci,bus=pcie.0,drive=drv0,id=virtio-disk0,bootindex=1");
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "root=/dev/vda1 console=ttyS0 net.ifnames=0 rd.rescue quiet");
        vm().launch();
        BalloonStatistics.poll(vm(), 100);
        BalloonStatistics.assertAbsent(vm());
        vm().qmp("cont");
        assertReports();

        vm().qmp("system_reset");
        vm().qmp("stop");
        BalloonStatistics.assertAbsent(vm());
        vm().qmp("cont");
        assertReports();
    }

    private void assertReports() {
        long start = Instant.now().getEpochSecond();
        waitForConsolePattern("Entering emergency mode.", LinuxKernelTest.KERNEL_PANIC);
        waitForConsolePattern(PROMPT, LinuxKernelTest.KERNEL_PANIC);
        execCommandAndWaitForPattern("while ! (dmesg -c | grep vda:) ; do sleep 1 ; done", "vda1");
        execCommandAndWaitForPattern("mount /dev/vda1 /sysroot", PROMPT);
        execCommandAndWaitForPattern("chroot /sysroot", PROMPT);
        execCommandAndWaitForPattern("modprobe virtio-balloon", PROMPT);
        BalloonStatistics reported =
                BalloonStatistics.awaitUpdate(
                        vm(), () -> execCommandAndWaitForPattern("sleep 0.5", PROMPT));
        assertTrue(reported.lastUpdate() > start, reported::toString);
        assertTrue(reported.lastUpdate() <= Instant.now().getEpochSecond(), reported::toString);
        assertEquals(REPORTED, reported.values().keySet());
    }
}
