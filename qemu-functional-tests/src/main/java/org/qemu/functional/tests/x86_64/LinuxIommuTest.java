package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that Linux uses an IOMMU of Intel, for a network card of virtio, in each of its modes. It
 * is {@link IntelIommuTest} with an image that is available, and without KVM.
 */
class LinuxIommuTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    /** The virtio network card, whose slot is 10. */
    private static final Pattern GROUP =
            Pattern.compile("/sys/kernel/iommu_groups/(\\d+)/devices/0000:00:0a\\.0");

    private static final Pattern TYPE = Pattern.compile("type=(\\S+)");
    private static final int PORT = 8080;

    @Test
    void flushesInBatches() {
        boot("", "intel_iommu=on");
        assertWorks("DMA-FQ");
    }

    @Test
    @SkipSlowTest
    void flushesAtOnce() {
        boot("", "intel_iommu=on iommu.strict=1");
        assertWorks("DMA");
    }

    @Test
    @SkipSlowTest
    void reportsNewEntries() {
        boot(",caching-mode=on", "intel_iommu=on iommu.strict=1");
        assertWorks("DMA");
    }

    @Test
    void passesAddressesThrough() {
        boot("", "intel_iommu=on iommu=pt");
        assertWorks("identity");
    }

    private void boot(String property, String options) {
        setMachine("q35");
        requireNetdev("user");
        // An IOMMU serves only the devices that are created after it.
        vm().addArgs("-device", "intel-iommu,intremap=on" + property);
        useShell(vm(), DebianInstaller.AMD64, options);
        vm().addArgs("-netdev", "user,id=net,hostfwd=tcp:127.0.0.1:0-:" + PORT);
        vm().addArgs(
                        "-device",
                        "virtio-net-pci,netdev=net,addr=a,iommu_platform=on,disable-legacy=on");
        vm().launch();
        awaitShell(vm());
    }

    private void assertWorks(String type) {
        String log = run(vm(), "dmesg | grep DMAR");
        assertTrue(log.contains("DMAR: IOMMU enabled"), log);
        assertTrue(log.contains("DMAR-IR: Enabled IRQ remapping"), log);
        String group = find(GROUP, run(vm(), "find /sys/kernel/iommu_groups/ -type l"));
        String answer =
                run(vm(), "echo type=$(cat /sys/kernel/iommu_groups/%s/type)".formatted(group));
        assertEquals(type, find(TYPE, answer.substring(answer.indexOf('\n') + 1)));

        servesFileOverForwardedPort(PORT);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : fail("no '%s' in:%n%s".formatted(pattern, text));
    }
}
