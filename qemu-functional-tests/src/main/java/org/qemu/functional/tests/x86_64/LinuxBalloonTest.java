package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Linux returns memory through a balloon. */
class LinuxBalloonTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Pattern TOTAL = Pattern.compile("MemTotal: +(\\d+) kB");
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void givesMemoryBack() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().addArgs("-device", "virtio-balloon-pci");
        vm().launch();
        awaitShell(vm());
        run(vm(), "modprobe virtio_pci; modprobe virtio_balloon");
        long before = total();
        vm().monitor().balloon(384 * MEBIBYTE, Duration.ofSeconds(30));
        long after = total();
        // 128 MiB less, with a tolerance for memory that the kernel counts later.
        assertTrue(before - after > 100 * 1024, () -> before + " KiB, then " + after + " KiB");
    }

    private long total() {
        Matcher total = TOTAL.matcher(run(vm(), "grep MemTotal /proc/meminfo"));
        assertTrue(total.find());
        return Long.parseLong(total.group(1));
    }
}
