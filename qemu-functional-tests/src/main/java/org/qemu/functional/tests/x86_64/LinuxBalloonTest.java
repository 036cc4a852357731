package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Linux returns memory through a balloon, and reports how it uses its memory. */
class LinuxBalloonTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Pattern TOTAL = Pattern.compile("MemTotal: +(\\d+) kB");
    private static final long MEBIBYTE = 1 << 20;

    /** What the guest writes to a file in memory, in MiB. */
    private static final int FILE = 96;

    /** The most seconds until a change of the guest's memory is reported. */
    private static final int MOST_SECONDS = 60;

    @Test
    void givesMemoryBack() {
        boot();
        long before = total();
        vm().monitor().balloon(384 * MEBIBYTE, Duration.ofSeconds(30));
        long after = total();
        // 128 MiB less, with a tolerance for memory that the kernel counts later.
        assertTrue(before - after > 100 * 1024, () -> before + " KiB, then " + after + " KiB");
    }

    @Test
    void reportsStatistics() {
        boot();
        BalloonStatistics first = BalloonStatistics.awaitUpdate(vm(), () -> run(vm(), "sleep 1"));
        assertEquals(total() * 1024, first.get("stat-total-memory"));
        assertTrue(first.get("stat-minor-faults") > 0, first::toString);
        assertTrue(first.get("stat-available-memory") > FILE * MEBIBYTE, first::toString);

        long expected = first.get("stat-free-memory") - FILE * MEBIBYTE / 2;
        run(vm(), "head -c %d /dev/zero > /file".formatted(FILE * MEBIBYTE));
        BalloonStatistics second = first;
        for (int s = 0; s < MOST_SECONDS && second.get("stat-free-memory") > expected; s++) {
            run(vm(), "sleep 1");
            second = BalloonStatistics.of(vm());
        }
        BalloonStatistics last = second;
        assertTrue(last.get("stat-free-memory") <= expected, () -> first + ", then " + last);
        assertTrue(last.lastUpdate() > first.lastUpdate(), () -> first + ", then " + last);
    }

    @Test
    void forgetsStatisticsAtAReset() {
        requireVersion("10.0", "keeps the statistics at a reset");
        boot();
        BalloonStatistics.awaitUpdate(vm(), () -> run(vm(), "sleep 1"));
        vm().cmd("stop");
        vm().clearEvents();
        vm().cmd("system_reset");
        vm().eventWait("RESET", QemuMachine.EVENT_TIMEOUT);
        BalloonStatistics.assertAbsent(vm());
    }

    /** Boot to a shell with the driver, with statistics every second. */
    private void boot() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addArgs("-device", "virtio-balloon-pci,id=balloon");
        vm().launch();
        BalloonStatistics.poll(vm(), 1);
        BalloonStatistics.assertAbsent(vm());
        awaitShell(vm());
        run(vm(), "modprobe virtio_pci; modprobe virtio_balloon");
    }

    private long total() {
        Matcher total = TOTAL.matcher(run(vm(), "grep MemTotal /proc/meminfo"));
        assertTrue(total.find());
        return Long.parseLong(total.group(1));
    }
}
