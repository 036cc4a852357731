package org.qemu.functional.machine;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.internal.launch.Consoles;
import org.qemu.functional.machine.internal.launch.MachineConfig;

/** The part of a machine's API that is used before its launch. */
abstract sealed class MachineSetup permits QemuMachine {
    private final MachineConfig config;

    MachineSetup(MachineConfig config) {
        this.config = config;
    }

    MachineConfig config() {
        return config;
    }

    abstract QemuMachine self();

    /** Add arguments to QEMU's command line. Paths and numbers are converted to strings. */
    public QemuMachine addArgs(Object... args) {
        config.arguments().add(args);
        return self();
    }

    /** Replace the value of the first argument with this name; add both if there is none. */
    public QemuMachine setArg(String argument, Object value) {
        config.arguments().set(argument, value.toString());
        return self();
    }

    /** Set the machine type, the value of {@code -machine}. */
    public QemuMachine setMachine(String type) {
        config.arguments().setMachine(type);
        return self();
    }

    /**
     * Set the words that precede QEMU on the command line: {@code valgrind}, {@code taskset -c 0}.
     */
    public QemuMachine setWrapper(String... words) {
        return setWrapper(List.of(words));
    }

    /** Set the words that precede QEMU on the command line: see {@link #setWrapper(String...)}. */
    public QemuMachine setWrapper(List<String> words) {
        config.arguments().setWrapper(words);
        return self();
    }

    /** Set a variable in QEMU's environment, which otherwise equals that of this program. */
    public QemuMachine setEnv(String variable, String value) {
        config.setEnv(variable, value);
        return self();
    }

    /**
     * Expect QEMU to exit with one of these statuses, or with 0. Use the negative number for a
     * signal. Any other exit fails the test.
     */
    public QemuMachine expectExit(int... statuses) {
        Arrays.stream(statuses).forEach(config::expectExit);
        return self();
    }

    /**
     * Enable or disable the monitor. Disable it, for example, for a QEMU that is expected to fail
     * at its start.
     */
    public QemuMachine setQmpMonitor(boolean enabled) {
        config.setMonitor(enabled);
        return self();
    }

    /**
     * Set the time limit for the reply to a command, by default {@link QemuMachine#QMP_TIMEOUT}.
     *
     * @param timeout a positive duration, multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public QemuMachine setQmpTimeout(Duration timeout) {
        config.setQmpTimeout(timeout);
        return self();
    }

    /**
     * Connect the monitor over TCP instead of a UNIX socket. QEMU connects to this program.
     *
     * @param address the address that this program listens on; port 0 lets the kernel choose a free
     *     port
     */
    public QemuMachine setMonitorAddress(InetSocketAddress address) {
        config.setMonitorAddress(address);
        return self();
    }

    /** Disable the human monitor, which a machine may otherwise put on a serial port. */
    public QemuMachine addMonitorNull() {
        return addArgs("-monitor", "null");
    }

    /** Connect the first serial port to {@link QemuMachine#console()}. */
    public QemuMachine setConsole() {
        return setConsole(null, 0);
    }

    /**
     * Connect a device to {@link QemuMachine#console()} instead of a serial port.
     *
     * @param device the value of {@code -device} without the {@code chardev}: {@code
     *     isa-debugcon,iobase=0x402}, {@code virtconsole}
     */
    public QemuMachine setConsole(String device) {
        return addConsole(Consoles.MAIN, device);
    }

    /**
     * Connect what the guest reads and writes by semihosting to {@link QemuMachine#console()},
     * instead of a serial port, and enable semihosting. QEMU has it for some targets only, among
     * them arm, hexagon, m68k, mips, riscv and xtensa; others refuse to start.
     *
     * <p>The guest can then also read and write files of the host: run only programs that you
     * trust.
     */
    public QemuMachine setSemihostingConsole() {
        config.consoles().connectSemihosting();
        return self();
    }

    /**
     * Connect a serial port or a device to {@link QemuMachine#console()}.
     *
     * @param device {@code null} for a serial port
     * @param index the number of serial ports that precede it; those without a console are {@code
     *     null} devices
     */
    public QemuMachine setConsole(@Nullable String device, int index) {
        return device == null
                ? addConsole(Consoles.MAIN, index)
                : addConsole(Consoles.MAIN, device);
    }

    /**
     * Connect a serial port to a further console, {@link QemuMachine#console(String)}.
     *
     * @param name a letter followed by letters, digits, {@code _} and {@code -}
     * @param index the number of the serial port, 0 for the first
     * @throws IllegalArgumentException if the port is already connected, or the name is invalid
     */
    public QemuMachine addConsole(String name, int index) {
        config.consoles().connectSerial(name, index);
        return self();
    }

    /**
     * Connect a device to a further console, {@link QemuMachine#console(String)}.
     *
     * @param device the value of {@code -device} without the {@code chardev}
     * @throws IllegalArgumentException if the name is not valid for a chardev
     */
    public QemuMachine addConsole(String name, String device) {
        config.consoles().connectDevice(name, device);
        return self();
    }

    /**
     * Add a chardev whose socket QEMU connects to this program. Arguments of the test refer to it:
     * {@code -qtest chardev:<id>}, {@code -device virtserialport,chardev=<id>}.
     *
     * @param id the id of the chardev, also for {@link QemuMachine#channel}
     * @throws IllegalArgumentException if there is already a channel with this id
     */
    public QemuMachine addChannel(String id) {
        config.addChannel(id);
        return self();
    }

    /**
     * Let QEMU inherit a file descriptor. This program may close it once {@link QemuMachine#launch}
     * has returned.
     *
     * @param descriptor for example, that of {@link java.io.FileInputStream#getFD()}
     * @return its number in QEMU, for arguments such as {@code -netdev socket,fd=}
     * @throws IllegalArgumentException if the descriptor is closed
     */
    public int inheritFd(FileDescriptor descriptor) {
        return config.descriptors().add(descriptor);
    }

    /**
     * Let QEMU inherit one end of a new socket pair.
     *
     * @throws UncheckedIOException if the sockets cannot be created
     */
    public SocketPair inheritSocket() {
        try {
            return config.descriptors().addSocket();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a pair of sockets", e);
        }
    }

    /**
     * Let QEMU inherit a file descriptor and add it to a set with {@code -add-fd}. Other arguments
     * can then name it as {@code /dev/fdset/<set>}.
     *
     * @param opaque the description that {@code query-fdsets} returns; {@code null} for none
     */
    public QemuMachine addFd(FileDescriptor descriptor, int fdset, @Nullable String opaque) {
        String option = "fd=%d,set=%d".formatted(inheritFd(descriptor), fdset);
        return addArgs("-add-fd", opaque == null ? option : option + ",opaque=" + opaque);
    }

    /**
     * Enable or disable {@link QemuMachine#sendFd}, which needs a special kind of socket for the
     * monitor.
     */
    public QemuMachine setFdPassing(boolean enabled) {
        config.setSendsDescriptors(enabled);
        return self();
    }
}
