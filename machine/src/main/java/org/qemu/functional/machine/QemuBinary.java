package org.qemu.functional.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.internal.probe.CapabilityProbe;
import org.qemu.functional.machine.internal.probe.CpuModel;
import org.qemu.functional.machine.internal.probe.MissingName;
import org.qemu.functional.machine.internal.probe.ProbeCache;
import org.qemu.functional.machine.internal.probe.SiblingBinaries;
import org.qemu.functional.machine.internal.process.ProcessStarter;
import org.qemu.functional.machine.internal.suite.SuiteFetchException;
import org.qemu.functional.machine.internal.suite.SuiteQemu;
import org.qemu.functional.settings.HarnessSettings;

/**
 * A build of QEMU: its path and its capabilities.
 *
 * <p>QEMU is queried for its capabilities once per program, when they are first needed.
 */
public final class QemuBinary {
    private static final String VARIABLE = "QEMU_TEST_QEMU_BINARY";
    private static final String SYSTEM = "qemu-system-";
    private static final String USER = "qemu-";
    private static final String STATIC = "-static";
    private static final Map<Path, QemuBinary> KNOWN = new ConcurrentHashMap<>();

    private final Path path;
    private final String arch;
    private final CapabilityProbe probe;

    private QemuBinary(Path path) {
        this.path = path;
        String name = path.getFileName().toString();
        this.arch = arch(name);
        this.probe =
                new CapabilityProbe(path, ProbeCache.of(HarnessSettings.current().environment()));
    }

    /**
     * Return the target's name: {@code qemu-system-arm}, {@code qemu-arm} and {@code
     * qemu-arm-static} all have {@code arm}.
     */
    private static String arch(String name) {
        if (name.startsWith(SYSTEM)) {
            return name.substring(SYSTEM.length());
        }
        String user =
                name.endsWith(STATIC) ? name.substring(0, name.length() - STATIC.length()) : name;
        return user.substring(user.lastIndexOf('-') + 1);
    }

    /**
     * Return the binary at a path.
     *
     * @throws MissingQemuException if there is no program at the path
     */
    public static QemuBinary at(Path path) {
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw new MissingQemuException(
                    "'%s' is not a program; build QEMU there, or set %s to a qemu-system-* binary"
                            .formatted(path, VARIABLE));
        }
        return KNOWN.computeIfAbsent(path.toAbsolutePath().normalize(), QemuBinary::new);
    }

    /**
     * Find the binary that the environment names; otherwise the one for an architecture in the
     * Debian suite that {@code QEMU_SUITE} names, which is fetched into the cache if it is not
     * there; otherwise, without a suite, the one in the build folder or in {@code PATH}.
     *
     * @param arch the target's name, such as {@code aarch64}; if empty, that of the host, or else
     *     any
     * @throws MissingQemuException if there is none; the message lists where it was searched for
     * @throws TestAbortedException if the suite's cannot be fetched now
     */
    public static QemuBinary locate(
            Map<String, String> environment, Path build, Optional<String> arch) {
        Optional<SuiteQemu> suite =
                SuiteQemu.wanted(environment)
                        .filter(any -> environment.getOrDefault(VARIABLE, "").isEmpty());
        if (suite.isPresent()) {
            return ofSuite(suite.get(), arch.orElseGet(QemuBinary::hostArch));
        }
        return find(
                environment,
                build,
                arch
                        .map(List::of)
                        .orElseGet(
                                () ->
                                        Stream.of(hostArch(), "x86_64", "aarch64")
                                                .distinct()
                                                .toList())
                        .stream()
                        .map(name -> SYSTEM + name)
                        .toList());
    }

    private static QemuBinary ofSuite(SuiteQemu suite, String arch) {
        try {
            return at(suite.program(arch));
        } catch (SuiteFetchException e) {
            if (e.isTemporary()) {
                throw new TestAbortedException(String.valueOf(e.getMessage()), e);
            }
            throw new MissingQemuException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Find a binary that runs programs of an architecture, {@code qemu-<arch>} or {@code
     * qemu-<arch>-static}, in the same places as {@link #locate}.
     *
     * @throws MissingQemuException if there is none; the message lists where it was searched for
     */
    public static QemuBinary locateUser(
            Map<String, String> environment, Path build, Optional<String> arch) {
        String name = USER + arch.orElseGet(QemuBinary::hostArch);
        return find(environment, build, List.of(name, name + STATIC));
    }

    private static QemuBinary find(
            Map<String, String> environment, Path build, List<String> names) {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isEmpty()) {
            try {
                return at(Path.of(named));
            } catch (MissingQemuException e) {
                throw new MissingQemuException(
                        "%s='%s' is not a program; set it to a %s"
                                .formatted(VARIABLE, named, names.get(0)),
                        e);
            }
        }
        return names.stream()
                .flatMap(
                        name ->
                                Stream.concat(
                                        Stream.of(build.resolve(name)).filter(Files::isExecutable),
                                        ProcessStarter.onPath(name).stream()))
                .findFirst()
                .map(QemuBinary::at)
                .orElseThrow(
                        () ->
                                new MissingQemuException(
                                        "no %s in '%s' nor in PATH; install it, or set %s to one, or %s to a suite of Debian such as sid, whose QEMU is fetched then"
                                                .formatted(
                                                        String.join(", ", names),
                                                        build,
                                                        VARIABLE,
                                                        SuiteQemu.VARIABLE)));
    }

    private static String hostArch() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    /** Return the path of the program. */
    public Path path() {
        return path;
    }

    /**
     * Return the target's name, taken from the program's name: {@code aarch64} for {@code
     * qemu-system-aarch64}.
     */
    public String arch() {
        return arch;
    }

    /** Return the version that QEMU reports, such as {@code 10.0.2}. */
    public String version() {
        return probe.abilities().version();
    }

    /**
     * Return what it is, for a log: its path and, if it was fetched from a suite of Debian, its
     * version. This does not start it.
     */
    public String description() {
        return SuiteQemu.versionOf(path)
                .map(version -> "%s (%s)".formatted(path, version))
                .orElse(path.toString());
    }

    /**
     * Return whether the version is at least the given one.
     *
     * @param oldest as many components as matter: {@code 8.2} is before {@code 8.2.1} and after
     *     {@code 8.1.9}
     */
    public boolean isAtLeast(String oldest) {
        return Arrays.compare(numbers(oldest), numbers(version())) <= 0;
    }

    private static int[] numbers(String version) {
        return Pattern.compile("\\.").splitAsStream(version).mapToInt(Integer::parseInt).toArray();
    }

    /** Return whether there is a machine with exactly this name or alias. */
    public boolean hasMachine(String name) {
        return has(Ability.MACHINE, name);
    }

    /** Return whether there is a device with exactly this type or alias. */
    public boolean hasDevice(String type) {
        return has(Ability.DEVICE, type);
    }

    /**
     * Return whether an accelerator such as {@code tcg} or {@code kvm} is built in; it may still be
     * unusable on this host.
     */
    public boolean hasAccelerator(String name) {
        return has(Ability.ACCELERATOR, name);
    }

    /** Return whether there is a network back-end of exactly this type. */
    public boolean hasNetdev(String type) {
        return has(Ability.NETDEV, type);
    }

    /**
     * Skip the test unless this QEMU has the named feature.
     *
     * @param name the name; for a CPU model, features may follow: {@code max,sve=off}
     * @throws TestAbortedException if it does not have it; the message lists similar names
     * @throws UnknownNameError if no QEMU of this run has it, and {@code QEMU_TEST_STRICT} is set
     */
    public void require(Ability ability, String name) {
        String plain = ability == Ability.CPU ? CpuModel.name(name) : name;
        if (!has(ability, plain)) {
            new MissingName(this, HarnessSettings.current().environment()).report(ability, plain);
        }
    }

    private boolean has(Ability ability, String name) {
        if (ability == Ability.CPU) {
            return CpuModel.isKnown(name, probe.abilities().cpus());
        }
        return ability == Ability.DEVICE
                ? probe.abilities().devices().contains(name)
                        || probe.abilities().aliases().contains(name)
                : names(ability).contains(name);
    }

    /** Return all names in a category. */
    public Set<String> names(Ability ability) {
        return switch (ability) {
            case MACHINE -> probe.abilities().machines();
            case DEVICE ->
                    Stream.of(probe.abilities().devices(), probe.abilities().aliases())
                            .flatMap(Set::stream)
                            .collect(Collectors.toUnmodifiableSet());
            case CPU -> probe.abilities().cpus();
            case NETDEV -> probe.netdevs();
            case ACCELERATOR -> probe.abilities().accelerators();
        };
    }

    /** Return the QEMU binaries of other targets in the same folder. */
    public List<QemuBinary> siblings() {
        return SiblingBinaries.of(path).stream().map(QemuBinary::at).toList();
    }

    /** Return the folders in which it searches for firmware, as listed by {@code -L help}. */
    List<Path> dataFolders() {
        return probe.dataFolders();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
