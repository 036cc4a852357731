package org.qemu.functional.tests.ppc64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.tests.BusyboxInitrd;

/**
 * Proves that a pseries of TCG is a hypervisor for pseries guests of its own: Debian 12's QEMU in
 * the guest boots the guest's kernel with KVM.
 */
class NestedTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "debian:pool/main/l/linux/linux-image-6.1.0-50-powerpc64le_6.1.176-1_ppc64el.deb",
                    "0513cb05cef43064db6e62e5b71f6a316cf4854ea4fb873263e8e50a1254999e");
    static final Asset BUSYBOX =
            Asset.of(
                    "debian:pool/main/b/busybox/busybox-static_1.35.0-4+deb12u1+b1_ppc64el.deb",
                    "932deb885b840a8cf529708c03a1e87833dc64e66a70585721f8a356d9fe995b");
    static final GuestImage IMAGE =
            GuestImage.linux("ppc64").withModules("kvm_hv").withPackage("qemu-system-ppc");

    /** In MiB: the packages of QEMU, extracted, and the guest of the guest. */
    private static final int MEMORY = 2560;

    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final Duration NESTED = Duration.ofMinutes(5);

    @Test
    void runsAGuestOfItsOwn() {
        setMachine("pseries");
        requireAccelerator("tcg");
        vm().addArgs("-machine", "cap-nested-hv=on");
        Path initrd =
                BusyboxInitrd.write(
                        archiveExtract(BUSYBOX, "bin/busybox"),
                        scratchFile("initrd.cpio"),
                        "grep -E 'cpu|machine' /proc/cpuinfo; echo $((6 * 7)) on $(uname -m); poweroff -f");
        try (Guest guest = Guest.with(vm(), IMAGE).memory(MEMORY).timeout(BOOT).boot()) {
            guest.put(archiveExtract(KERNEL, "boot/vmlinux-6.1.0-50-powerpc64le"), "/kernel");
            guest.put(initrd, "/initrd");
            CommandResult nested =
                    guest.run(
                            "qemu-system-ppc64 -nodefaults -nographic -serial stdio -m 512"
                                    + " -machine pseries,x-vof=on,accel=kvm,cap-cfpc=broken"
                                    + " -machine cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off"
                                    + " -kernel /kernel -initrd /initrd -append console=hvc0"
                                    + " < /dev/null",
                            NESTED);
            assertTrue(nested.check().stdout().contains("42 on ppc64le"), nested::toString);
        }
    }
}
