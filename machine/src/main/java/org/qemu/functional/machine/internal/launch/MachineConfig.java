package org.qemu.functional.machine.internal.launch;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** The configuration of a machine, which the test sets before a launch. */
public final class MachineConfig {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*");

    private final QemuBinary binary;
    private final String name;
    private final MachineLogs logs;
    private final CommandLine arguments = new CommandLine();
    private final Consoles consoles = new Consoles();
    private final Set<String> channels = new LinkedHashSet<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final InheritedDescriptors descriptors = new InheritedDescriptors();
    private final Set<Integer> expectedExits = new HashSet<>();
    private boolean sendsDescriptors;
    private boolean hasMonitor = true;
    private @Nullable InetSocketAddress monitorAddress;
    private Duration qmpTimeout = QemuMachine.QMP_TIMEOUT;
    private Supplier<Optional<String>> testCommand = Optional::empty;

    /**
     * Create a configuration without arguments.
     *
     * @throws IllegalArgumentException if the name is not valid in a file name
     */
    public MachineConfig(QemuBinary binary, String name, Path logs) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException(
                    "'%s' is an argument of QEMU and cannot name a VM: newVm(\"%s\", …) makes a VM with arguments"
                            .formatted(name, name));
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot name a VM: its logs are named after it, so use only letters, digits, _, . and -"
                            .formatted(name));
        }
        this.binary = binary;
        this.name = name;
        this.logs = new MachineLogs(name, logs);
    }

    /**
     * Replace arguments, consoles, channels and environment by those of another machine. Inherited
     * file descriptors are not copied.
     */
    public void copy(MachineConfig other) {
        arguments.copy(other.arguments);
        consoles.copy(other.consoles);
        channels.clear();
        channels.addAll(other.channels);
        environment.clear();
        environment.putAll(other.environment);
        sendsDescriptors = other.sendsDescriptors;
    }

    public QemuBinary binary() {
        return binary;
    }

    public String name() {
        return name;
    }

    public MachineLogs logs() {
        return logs;
    }

    public CommandLine arguments() {
        return arguments;
    }

    public Consoles consoles() {
        return consoles;
    }

    public void addChannel(String id) {
        if (!channels.add(id)) {
            throw new IllegalArgumentException(
                    "VM '%s' already has a channel '%s'".formatted(name, id));
        }
    }

    Set<String> channels() {
        return Collections.unmodifiableSet(channels);
    }

    public void setEnv(String variable, String value) {
        environment.put(variable, value);
    }

    Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    /** Return the file descriptors that QEMU inherits. */
    public InheritedDescriptors descriptors() {
        return descriptors;
    }

    public void setSendsDescriptors(boolean enabled) {
        sendsDescriptors = enabled;
    }

    /** Return whether the monitor's connection can carry file descriptors. */
    boolean sendsDescriptors() {
        return sendsDescriptors;
    }

    public void setMonitor(boolean enabled) {
        hasMonitor = enabled;
    }

    boolean hasMonitor() {
        return hasMonitor;
    }

    public void setMonitorAddress(InetSocketAddress address) {
        hasMonitor = true;
        monitorAddress = address;
    }

    /** Return the TCP address to listen on for the monitor; {@code null} for a UNIX socket. */
    @Nullable InetSocketAddress monitorAddress() {
        return monitorAddress;
    }

    public void setQmpTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "VM '%s': the QMP timeout is %s; it must be positive".formatted(name, timeout));
        }
        qmpTimeout = timeout;
    }

    public Duration qmpTimeout() {
        return qmpTimeout;
    }

    public void expectExit(int status) {
        expectedExits.add(status);
    }

    boolean expectsExit(int status) {
        return status == 0 || expectedExits.contains(status);
    }

    public void setTestCommand(Supplier<Optional<String>> command) {
        testCommand = command;
    }

    /** Return the shell command that runs the test again; empty if it is unknown. */
    Optional<String> testCommand() {
        return testCommand.get();
    }

    /**
     * Return QEMU's command line.
     *
     * @param monitor the monitor's chardev; {@code null} for no monitor
     * @param chardev returns the value of {@code -chardev} for an id
     */
    public List<String> command(@Nullable String monitor, UnaryOperator<String> chardev) {
        return arguments.command(binary.path(), monitor, consoles, channels, chardev);
    }

    /** Return QEMU's command line without the harness's own sockets. */
    public List<String> command() {
        return command(null, id -> "null,id=" + id);
    }
}
