package org.qemu.functional.tests;

import org.qemu.functional.asset.Asset;

/**
 * Kernel and initrd of Debian 12's installer: one netboot package for each architecture.
 *
 * @param netboot the package
 * @param folder the folder with the images in the package
 * @param kernel the kernel's name in it
 * @param initrd the initrd's name in it
 * @param console the kernel's name of the usual serial port of the architecture's machines
 * @param options additional options for the kernel's command line, after a space; "" for none
 */
public record DebianInstaller(
        Asset netboot,
        String folder,
        String kernel,
        String initrd,
        String console,
        String options) {
    /**
     * On an overloaded host, the check whether a PC's timer interrupts fails and the kernel panics.
     * The watchdog of the clock source also logs messages in the middle of lines of user space.
     */
    private static final String PC = " no_timer_check tsc=reliable";

    /** For amd64. */
    public static final DebianInstaller AMD64 =
            of(
                    "amd64",
                    "499e4609976bfd47c1b3025382fb5dddeb023350921142b919c89c4d24bd7f9b",
                    "amd64/text/debian-installer/amd64/",
                    "linux",
                    "ttyS0",
                    PC);

    /** For arm64. */
    public static final DebianInstaller ARM64 =
            of(
                    "arm64",
                    "bed5bc20d8f0234fa831cce4dc4ca6ae1647ddabbddeee7c112ca479e181ad17",
                    "arm64/text/debian-installer/arm64/",
                    "linux",
                    "ttyAMA0");

    /** The kernel of {@link #ARM64} as a package, with all modules and device trees. */
    public static final Asset ARM64_KERNEL =
            Asset.of(
                    "debian:pool/main/l/linux-signed-arm64/linux-image-6.1.0-50-arm64_6.1.176-1_arm64.deb",
                    "914f75b57a8e165d85fb910c3e2dcc7000a05a9fea3f42f90b26e8dd590d5f06");

    /** For armhf. */
    public static final DebianInstaller ARMHF =
            of(
                    "armhf",
                    "f4f19b367bb8eb0e973752f9650708af016aa0e5da2bd016e41974522b02718a",
                    "armhf/text/debian-installer/armhf/",
                    "vmlinuz",
                    "ttyAMA0");

    /** For i386. */
    public static final DebianInstaller I386 =
            of(
                    "i386",
                    "141bc40c32a1f8a5a3c885995cd6b040461f709072022ba98ed7a98f6a438311",
                    "i386/text/debian-installer/i386/",
                    "linux",
                    "ttyS0",
                    PC);

    /** For mipsel. */
    public static final DebianInstaller MIPSEL =
            of(
                    "mipsel",
                    "6bb17f27b36cbc98e81c1e4df60028b4ffeb13881d02c73f7e55f9e4c6f45838",
                    "mipsel/malta/",
                    "vmlinuz-6.1.0-50-4kc-malta",
                    "ttyS0");

    /** For mips64el. */
    public static final DebianInstaller MIPS64EL =
            of(
                    "mips64el",
                    "f19b39cc6285cb113100f3332e8a5bb5c7dd06f88a321105cac3398828e1de70",
                    "mips64el/malta/",
                    "vmlinuz-6.1.0-50-5kc-malta",
                    "ttyS0");

    /** For ppc64el. */
    public static final DebianInstaller PPC64EL =
            of(
                    "ppc64el",
                    "548e3872d0c9de9ca336fb16891453aed0418a3bb205f947727f49e70054f6a8",
                    "ppc64el/text/debian-installer/ppc64el/",
                    "vmlinux",
                    "hvc0");

    /** Return the same with another serial port, by the kernel's name for it. */
    public DebianInstaller withConsole(String port) {
        return new DebianInstaller(netboot, folder, kernel, initrd, port, options);
    }

    private static DebianInstaller of(
            String arch, String hash, String folder, String kernel, String console) {
        return of(arch, hash, folder, kernel, console, "");
    }

    private static DebianInstaller of(
            String arch,
            String hash,
            String folder,
            String kernel,
            String console,
            String options) {
        return new DebianInstaller(
                Asset.of(
                        "debian:pool/main/d/debian-installer-netboot-images/"
                                + "debian-installer-12-netboot-%s_20230607+deb12u15_all.deb"
                                        .formatted(arch),
                        hash),
                "usr/lib/debian-installer/images/12/" + folder,
                kernel,
                "initrd.gz",
                console,
                options);
    }
}
