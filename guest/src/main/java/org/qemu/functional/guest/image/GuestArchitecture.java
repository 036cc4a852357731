package org.qemu.functional.guest.image;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.qemu.functional.asset.Asset;

/**
 * The differences between the architectures of guests: their names in QEMU and Debian, and the
 * options of their kernels.
 *
 * <p>All of them have virtio on PCI. Their machines and CPUs are those that boot fastest under TCG
 * among those that Debian's kernel supports.
 */
public enum GuestArchitecture {
    X86_64(
            "x86_64",
            "amd64",
            "amd64",
            "boot/vmlinuz-",
            "q35",
            // The additional features of "max" cost more in TCG than they gain: a fork takes a
            // third longer.
            "qemu64,+rdrand,+rdseed,+ssse3,+sse4.1,+sse4.2,+aes,+pclmulqdq,+popcnt",
            "ttyS0",
            "tsc=reliable no_timer_check initcall_blacklist=crypto_kdf108_init clearcpuid=112",
            "9e0b5aabb2465b3d2e7a7fe27f9913846277833f7a2826e7767acccff5b588c5"),
    AARCH64(
            "aarch64",
            "arm64",
            "arm64",
            "boot/vmlinuz-",
            "virt",
            "cortex-a57",
            "ttyAMA0",
            "",
            "2ddb1737692e8c45c53e8d57c0ce4cd21c78c5703b830c3226b1423566a06c00"),
    ARM(
            "arm",
            "armhf",
            "armmp",
            "boot/vmlinuz-",
            // Debian's armmp kernel has no LPAE and cannot access devices above 4 GiB.
            "virt,highmem=off",
            "cortex-a15",
            "ttyAMA0",
            "",
            "2352d9caa6e740390e3cb2d26c0a63b3ce3a91bddae7df6af5e3832339d41d7b"),
    PPC64(
            "ppc64",
            "ppc64el",
            "powerpc64le",
            "boot/vmlinux-",
            // Virtual Open Firmware takes 4 s less than SLOF; the other options avoid warnings of
            // TCG.
            "pseries,x-vof=on,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off",
            "power9",
            "hvc0",
            "",
            "469a5fd482532c2afea9d51e2d5b6d9d60b8db69778f81bc7fdbac5e3d69716e"),
    MIPSEL(
            "mipsel",
            "mipsel",
            "4kc-malta",
            "boot/vmlinuz-",
            "malta",
            "24Kf",
            "ttyS0",
            "",
            "b8c6851eacb4286e0c033dde82d65644e638b86ec35da9ed4bacba49190c3d02");

    private static final String QEMU = "qemu-system-";

    /** The kernel of Debian 12.15. A point release does not change. */
    private static final String RELEASE = "6.1.0-50-";

    private static final String INDEX = "debian:dists/bookworm/main/binary-%s/by-hash/SHA256/%s";

    /**
     * Makes processes cheaper: under TCG, starting one takes only a third of the time. On x86,
     * X86_FEATURE_REP_GOOD (112, see asm/cpufeatures.h) is also disabled, because string
     * instructions are slow in TCG.
     */
    private static final String CHEAP =
            "mitigations=off init_on_alloc=0 cgroup_disable=memory lsm= audit=0 nowatchdog"
                    + " randomize_kstack_offset=off transparent_hugepage=never nokaslr";

    private final String target;
    private final String debian;
    private final String flavour;
    private final String kernelPrefix;
    private final String machine;
    private final String cpu;
    private final String console;
    private final String words;
    private final String indexHash;

    GuestArchitecture(
            String target,
            String debian,
            String flavour,
            String kernelPrefix,
            String machine,
            String cpu,
            String console,
            String words,
            String indexHash) {
        this.target = target;
        this.debian = debian;
        this.flavour = flavour;
        this.kernelPrefix = kernelPrefix;
        this.machine = machine;
        this.cpu = cpu;
        this.console = console;
        this.words = words;
        this.indexHash = indexHash;
    }

    /**
     * Return the architecture of a QEMU target.
     *
     * @param target as in {@code qemu-system-<target>}
     * @throws IllegalArgumentException if the target is not supported; the message lists those that
     *     are
     */
    public static GuestArchitecture of(String target) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.target.equals(target))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "images for '%s' are not supported; supported are %s"
                                                .formatted(target, String.join(", ", targets()))));
    }

    /**
     * Return the architecture of the QEMU under test, {@code QEMU_TEST_QEMU_BINARY}; none if it is
     * not supported, all if no QEMU is set.
     */
    public static List<GuestArchitecture> underTest(Map<String, String> environment) {
        String binary = environment.getOrDefault("QEMU_TEST_QEMU_BINARY", "");
        String name = binary.substring(binary.lastIndexOf('/') + 1);
        return name.startsWith(QEMU)
                ? Arrays.stream(values()).filter(one -> name.equals(QEMU + one.target)).toList()
                : List.of(values());
    }

    /** Return QEMU's names of all architectures. */
    public static List<String> targets() {
        return Arrays.stream(values()).map(GuestArchitecture::target).toList();
    }

    /** Return QEMU's name, as in {@code qemu-system-<target>}. */
    public String target() {
        return target;
    }

    /** Return Debian's name, as in {@code apt-get install package:<name>}. */
    public String debianName() {
        return debian;
    }

    /** Return the value of {@code -machine}: a type, followed by options if necessary. */
    public String machine() {
        return machine;
    }

    /** Return the value of {@code -cpu}; empty for the machine's default. */
    public Optional<String> cpu() {
        return cpu.isEmpty() ? Optional.empty() : Optional.of(cpu);
    }

    /** Return the kernel's name of the machine's first serial port. */
    public String console() {
        return console;
    }

    /**
     * Return the required kernel command line: the console; print only errors; halt rather than
     * reboot after a panic, so that tests can detect it; and skip the self-tests of ciphers, which
     * take a quarter of the boot time.
     */
    public String commandLine() {
        return "console="
                + console
                + " quiet panic=0 cryptomgr.notests "
                + CHEAP
                + (words.isEmpty() ? "" : " " + words);
    }

    /** Return the modules that every guest loads: those for the channel to its agent. */
    public List<String> baseModules() {
        return List.of("virtio_pci", "virtio_console");
    }

    /** Return the output of {@code uname -r}. */
    public String kernelRelease() {
        return RELEASE + flavour;
    }

    /** Return the name of Debian's package with the kernel. */
    public String kernelPackage() {
        return "linux-image-" + kernelRelease();
    }

    /** Return the path of the kernel in its package. */
    public String kernelPath() {
        return kernelPrefix + kernelRelease();
    }

    /** Return Debian's package list, which is 9 MB. */
    public Asset index() {
        return Asset.of(INDEX.formatted(debian, indexHash), indexHash);
    }

    @Override
    public String toString() {
        return target;
    }
}
