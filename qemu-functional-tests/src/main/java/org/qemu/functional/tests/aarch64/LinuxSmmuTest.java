package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that Debian's kernel uses a network card and a disk behind an SMMUv3 in each mode of its
 * IOMMU driver. The trace of QEMU's SMMU proves that the devices' accesses went through it.
 */
class LinuxSmmuTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARM64.netboot();

    /** The kernel of the installer as a package, which has more modules. */
    static final Asset KERNEL_PACKAGE = DebianInstaller.ARM64_KERNEL;

    private static final String MODULES = "lib/modules/6.1.0-50-arm64/kernel/drivers/";
    private static final String BEHIND_IOMMU = ",iommu_platform=on,disable-legacy=on";
    private static final int DISK_BYTES = 1 << 20;

    @Test
    void translatesStrictly() throws IOException {
        usesDevices("", "DMA domain TLB invalidation policy: strict mode", "DMA");
        assertTrue(traced("smmuv3_translate_success") > 0, "the SMMU translated nothing");
        assertTrue(traced("range_inval") > 0, "the SMMU invalidated no range");
    }

    @Test
    void translatesAndInvalidatesLater() throws IOException {
        usesDevices("iommu.strict=0", "DMA domain TLB invalidation policy: lazy mode", "DMA-FQ");
        assertTrue(traced("smmuv3_translate_success") > 0, "the SMMU translated nothing");
    }

    @Test
    void passesThrough() throws IOException {
        usesDevices("iommu.passthrough=1", "Default domain type: Passthrough", "identity");
        assertTrue(traced("smmuv3_translate_bypass") > 0, "no access bypassed the translation");
        assertEquals(0, traced("smmuv3_translate_success"), "translated accesses");
    }

    private void usesDevices(String options, String policy, String type) throws IOException {
        setMachine("virt");
        setCpu("cortex-a57");
        requireNetdev("user");
        Path served = Files.createDirectories(scratchFile("served"));
        Path driver = archiveExtract(KERNEL_PACKAGE, MODULES + "block/virtio_blk.ko");
        Files.copy(driver, served.resolve("virtio_blk.ko"));
        Path disk = disk();
        vm().setMachine("virt,iommu=smmuv3,gic-version=3");
        vm().addArgs("-d", "trace:smmuv3_translate*,trace:smmuv3*range_inval", "-D", trace());
        vm().addArgs("-netdev", "user,id=net,tftp=" + served);
        vm().addArgs("-device", "virtio-net-pci,netdev=net,romfile=" + BEHIND_IOMMU);
        vm().addArgs("-drive", "if=none,id=disk,format=raw,readonly=on,file=" + disk);
        vm().addArgs("-device", "virtio-blk-pci,drive=disk" + BEHIND_IOMMU);
        useShell(vm(), DebianInstaller.ARM64, options);
        vm().launch();
        awaitShell(vm());

        String messages = run(vm(), "dmesg | grep -i -e iommu: -e smmu");
        assertTrue(messages.contains("arm-smmu-v3 "), messages);
        assertTrue(messages.contains(policy), messages);

        run(vm(), "modprobe virtio_pci; modprobe virtio_net");
        String groups = run(vm(), "find /sys/kernel/iommu_groups -type l");
        assertEquals(2, groups.split("/devices/0000:00:", -1).length - 1, groups);
        String types = run(vm(), "cat /sys/kernel/iommu_groups/*/type");
        assertEquals(2, types.lines().filter(line -> line.strip().equals(type)).count(), types);

        run(vm(), "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0");
        run(vm(), "tftp -g -r virtio_blk.ko -l /virtio_blk.ko 10.0.2.2");
        assertSame(driver, "/virtio_blk.ko");
        run(vm(), "insmod /virtio_blk.ko");
        assertSame(disk, "/dev/vda");
        vm().shutdown();
    }

    private Path disk() throws IOException {
        byte[] content = new byte[DISK_BYTES];
        new Random().nextBytes(content);
        return Files.write(scratchFile("disk.img"), content);
    }

    /** Check that a file or device in the guest has the content of a file of the host. */
    private void assertSame(Path ours, String theirs) throws IOException {
        String sum = run(vm(), "sha256sum " + theirs);
        assertTrue(sum.contains(sha256(ours)), sum);
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private Path trace() {
        return logFile("smmu.log");
    }

    /** Return how often QEMU traced an event. */
    private long traced(String event) throws IOException {
        try (Stream<String> lines = Files.lines(trace())) {
            return lines.filter(line -> line.contains(event)).count();
        }
    }
}
