package org.qemu.functional.condition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.qemu.functional.condition.internal.KvmDevice;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.machine.internal.scheduling.HostMemory;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The properties of this host that conditions depend on.
 *
 * @param environment the environment variables
 * @param operatingSystem the name that {@code uname -s} prints
 * @param machine the name that {@code uname -m} prints
 * @param process a folder with the files of Linux's {@code /proc/self}
 * @param memory determines the memory
 * @param kvm the device of KVM
 */
record Host(
        Map<String, String> environment,
        String operatingSystem,
        String machine,
        Path process,
        HostMemory memory,
        Path kvm) {
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final String LOCKED_MEMORY = "Max locked memory";

    /** The effective capabilities, in hexadecimal: see proc_pid_status(5). */
    private static final String CAPABILITIES = "CapEff:";

    /** See capabilities(7) and linux/capability.h. */
    private static final long CAP_IPC_LOCK = 1L << 14;

    /** All users, each with its own number. */
    private static final Pattern FIRST_NAMESPACE = Pattern.compile("\\s*0\\s+0\\s+4294967295");

    static Host system() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        return new Host(
                HarnessSettings.current().environment(),
                os.startsWith("Mac") ? "Darwin" : os,
                arch.equals("amd64") ? "x86_64" : arch,
                Path.of("/proc/self"),
                HostMemory.ofThisHost(),
                KvmDevice.path());
    }

    /** Return whether a variable is set, to any value, as in QEMU's framework. */
    boolean isSet(String variable) {
        return environment.containsKey(variable);
    }

    boolean hasCommand(String name) {
        return ProgramPath.find(name, environment).isPresent();
    }

    /** Return the folder that exists at or above the scratch folders of a test. */
    Path scratch(Class<?> test) {
        Path folder = SourceTree.locate(environment, test).logs().toAbsolutePath();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Return the space in bytes that this user can fill in the file system of a folder. */
    long freeSpace(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot determine the free disk space of '%s'".formatted(folder), e);
        }
    }

    /**
     * Return how much memory this process and its children may lock, in bytes, {@link #UNLIMITED}
     * if there is no limit: the hard limit, which does not apply to a privileged process.
     */
    long lockedMemory() {
        return mayLockAnyMemory() ? UNLIMITED : hardLimitOnLockedMemory();
    }

    private long hardLimitOnLockedMemory() {
        // Max locked memory         8388608              8388608              bytes
        return lines("limits")
                .filter(line -> line.startsWith(LOCKED_MEMORY))
                .map(line -> line.substring(LOCKED_MEMORY.length()).trim().split("\\s+", -1)[1])
                .mapToLong(hard -> hard.equals("unlimited") ? UNLIMITED : Long.parseLong(hard))
                .findFirst()
                .orElse(0);
    }

    /** A capability counts only in the first user namespace: see user_namespaces(7). */
    private boolean mayLockAnyMemory() {
        return lines("uid_map").anyMatch(line -> FIRST_NAMESPACE.matcher(line).matches())
                && lines("status")
                        .filter(line -> line.startsWith(CAPABILITIES))
                        .map(line -> line.substring(CAPABILITIES.length()).trim())
                        .anyMatch(set -> (Long.parseUnsignedLong(set, 16) & CAP_IPC_LOCK) != 0);
    }

    private Stream<String> lines(String name) {
        Path file = process.resolve(name);
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '%s'".formatted(file), e);
        }
    }
}
