package org.qemu.functional.machine;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a machine's API that is for the time before its launch. */
abstract sealed class MachineSetup permits QemuMachine {
    private final MachineConfig config;

    MachineSetup(MachineConfig config) {
        this.config = config;
    }

    MachineConfig config() {
        return config;
    }

    abstract QemuMachine self();

    /** Add arguments to QEMU's command line; paths and numbers may stand among the strings. */
    public QemuMachine addArgs(Object... args) {
        config.arguments().add(args);
        return self();
    }

    /** Replace the value of the first argument of this name, or add both. */
    public QemuMachine setArg(String argument, Object value) {
        config.arguments().set(argument, value.toString());
        return self();
    }

    /** Set the machine type, given as {@code -machine}. */
    public QemuMachine setMachine(String type) {
        config.arguments().setMachine(type);
        return self();
    }

    /** Put words before QEMU's on the command line: {@code valgrind}, {@code taskset -c 0}. */
    public QemuMachine setWrapper(String... words) {
        return setWrapper(List.of(words));
    }

    /** Put words before QEMU's on the command line: see {@link #setWrapper(String...)}. */
    public QemuMachine setWrapper(List<String> words) {
        config.arguments().setWrapper(words);
        return self();
    }

    /** Set a variable in QEMU's environment, besides those that this program has itself. */
    public QemuMachine setEnv(String variable, String value) {
        config.setEnv(variable, value);
        return self();
    }

    /**
     * Expect QEMU to end with one of these exit statuses, besides 0; negative for a signal. Any
     * other end fails the test.
     */
    public QemuMachine expectExit(int... statuses) {
        Arrays.stream(statuses).forEach(config::expectExit);
        return self();
    }

    /** Do without the monitor: for a QEMU that is to fail at its start, say. */
    public QemuMachine setQmpMonitor(boolean enabled) {
        config.setMonitor(enabled);
        return self();
    }

    /**
     * Set how long QEMU may take to reply to a command, {@link QemuMachine#QMP_TIMEOUT} by default.
     *
     * @param timeout above 0, to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws IllegalArgumentException if it is not above 0
     */
    public QemuMachine setQmpTimeout(Duration timeout) {
        config.setQmpTimeout(timeout);
        return self();
    }

    /**
     * Have QEMU call for its monitor over TCP instead of a UNIX socket.
     *
     * @param address where this program listens; port 0 lets the kernel choose one that is free
     */
    public QemuMachine setMonitorAddress(InetSocketAddress address) {
        config.setMonitorAddress(address);
        return self();
    }

    /** Have no human monitor, which a machine may otherwise put on a serial port. */
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
     * @param device what stands after {@code -device}, less the {@code chardev}: {@code
     *     isa-debugcon,iobase=0x402}, {@code virtconsole}
     */
    public QemuMachine setConsole(String device) {
        return addConsole(Consoles.MAIN, device);
    }

    /**
     * Connect a serial port or a device to {@link QemuMachine#console()}.
     *
     * @param device {@code null} for a serial port
     * @param index so many serial ports come before; those that no console is connected to are
     *     {@code null}
     */
    public QemuMachine setConsole(@Nullable String device, int index) {
        return device == null
                ? addConsole(Consoles.MAIN, index)
                : addConsole(Consoles.MAIN, device);
    }

    /**
     * Connect a serial port to a further console, {@link QemuMachine#console(String)}.
     *
     * @param name a letter and then letters, digits, {@code _} and {@code -}
     * @param index the number of the serial port, 0 for the first
     * @throws IllegalArgumentException if the port is connected already, or the name is no such
     */
    public QemuMachine addConsole(String name, int index) {
        config.consoles().connectSerial(name, index);
        return self();
    }

    /**
     * Connect a device to a further console, {@link QemuMachine#console(String)}.
     *
     * @param device what stands after {@code -device}, less the {@code chardev}
     * @throws IllegalArgumentException if the name is not fit for a chardev
     */
    public QemuMachine addConsole(String name, String device) {
        config.consoles().connectDevice(name, device);
        return self();
    }

    /**
     * Have QEMU call this program for a chardev that is none of the harness's own, which arguments
     * then name: {@code -qtest chardev:<id>}, {@code -device virtserialport,chardev=<id>}.
     *
     * @param id of the chardev, and for {@link QemuMachine#channel}
     * @throws IllegalArgumentException if there is one of that id already
     */
    public QemuMachine addChannel(String id) {
        config.addChannel(id);
        return self();
    }

    /**
     * Have QEMU inherit a file descriptor, which this program may close once {@link
     * QemuMachine#launch} has returned.
     *
     * @param descriptor of {@link java.io.FileInputStream#getFD()}, say
     * @return its number in QEMU, for arguments such as {@code -netdev socket,fd=}
     * @throws IllegalArgumentException if it is closed
     */
    public int inheritFd(FileDescriptor descriptor) {
        return config.descriptors().add(descriptor);
    }

    /**
     * Have QEMU inherit one end of a new socket pair.
     *
     * @throws UncheckedIOException if there is none to be had
     */
    public SocketPair inheritSocket() {
        try {
            return config.descriptors().addSocket();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a pair of sockets", e);
        }
    }

    /**
     * Have QEMU inherit a file descriptor and put it into a set, {@code -add-fd}: {@code
     * /dev/fdset/<set>} then stands for it in other arguments.
     *
     * @param opaque what {@code query-fdsets} tells of it; {@code null} for nothing
     */
    public QemuMachine addFd(FileDescriptor descriptor, int fdset, @Nullable String opaque) {
        String option = "fd=%d,set=%d".formatted(inheritFd(descriptor), fdset);
        return addArgs("-add-fd", opaque == null ? option : option + ",opaque=" + opaque);
    }

    /**
     * Make {@link QemuMachine#sendFd} possible: the monitor's connection must be of a special kind
     * for it.
     */
    public QemuMachine setFdPassing(boolean enabled) {
        config.setSendsDescriptors(enabled);
        return self();
    }
}
