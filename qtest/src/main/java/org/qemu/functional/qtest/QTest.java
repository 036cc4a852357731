package org.qemu.functional.qtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.qtest.internal.Accelerator;
import org.qemu.functional.qtest.internal.CommandLog;
import org.qemu.functional.qtest.internal.QTestConnection;
import org.qemu.functional.qtest.internal.QTestTransport;
import org.qemu.functional.qtest.internal.SystemReset;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A connection by which the test replaces a machine's CPU: what a driver would do with ports,
 * memory, interrupt lines and time, under the names of QEMU's libqtest.
 *
 * <p>Not thread-safe. Values are unsigned; memory values are in the byte order of the target. Every
 * call throws {@link org.qemu.functional.machine.QemuDiedError} if QEMU exits, {@link
 * QTestCommandError} if it refuses the command, and {@link AssertionError} if it does not reply for
 * {@link #TIMEOUT}. The messages are logged in {@code qtest.log} beside the VM's other logs, or
 * {@code qtest-<VM>.log}.
 */
@ResolvedBy("@QTestMachine on the parameter, the test or its class, or @QemuTest on the class")
public final class QTest implements QTestAccess, AutoCloseable {
    /** The time limit for a reply of QEMU. */
    public static final Duration TIMEOUT = QTestConnection.TIMEOUT;

    /** The highest port number. */
    public static final int MAX_PORT = 0xffff;

    private static final String CHANNEL = "qtest";

    private final QemuMachine vm;
    private final QTestClock clock;
    private final InterruptLines lines = new InterruptLines(this);
    private final Memory memory = new Memory(this);
    private final Region ports = new PortIo(this);
    private @Nullable QTestConnection link;
    private @Nullable Boolean bigEndian;

    private QTest(QemuMachine vm, Accelerator accelerator) {
        this.vm = vm;
        clock = new QTestClock(this, accelerator);
    }

    /**
     * Add a qtest connection to a machine that is not launched yet, and an accelerator under which
     * no CPU disturbs the test: {@code qtest} with a clock that the test moves if this QEMU has it,
     * else {@code tcg} with stopped CPUs. The connection can be used after the launch.
     */
    public static QTest attach(QemuMachine vm) {
        return attach(vm, Accelerator.of(vm.binary()));
    }

    static QTest attach(QemuMachine vm, Accelerator accelerator) {
        QTest qtest = new QTest(vm, accelerator);
        vm.addChannel(CHANNEL);
        // Without a log setting, QEMU writes all messages to its standard error.
        vm.addArgs("-qtest", "chardev:" + CHANNEL, "-qtest-log", "none");
        accelerator.addTo(vm);
        MachineAccess access = MachineAccess.of(vm);
        access.afterLaunch(qtest::connect);
        access.afterEnd(qtest::close);
        return qtest;
    }

    /** Add a qtest connection to a machine and launch it: see {@link #attach}. */
    public static QTest launch(QemuMachine vm) {
        QTest qtest = attach(vm);
        vm.launch();
        return qtest;
    }

    private void connect() {
        String file =
                vm.name().equals(QemuMachine.DEFAULT) ? "qtest.log" : "qtest-" + vm.name() + ".log";
        try {
            link =
                    new QTestConnection(
                            new QTestTransport(vm.channel(CHANNEL)),
                            new CommandLog(vm.outputLog().resolveSibling(file)),
                            MachineAccess.of(vm)::died,
                            TimeoutScale.scaled(TIMEOUT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the qtest connection", e);
        }
        bigEndian = null;
    }

    QTestConnection link() {
        if (link == null) {
            throw new IllegalStateException(
                    "VM '%s' was not launched, so that its devices cannot be accessed by qtest; call launch() first"
                            .formatted(vm.name()));
        }
        return link;
    }

    @Override
    public QemuMachine vm() {
        return vm;
    }

    /** Reset the machine and return when the reset is done. Interrupt interception is kept. */
    public void systemReset() {
        SystemReset.run(vm);
    }

    @Override
    public Region ports() {
        return ports;
    }

    @Override
    public Region memory() {
        return memory;
    }

    /**
     * Return the physical memory with values in a fixed byte order on every target: PCI devices and
     * modern virtio use little-endian structures.
     */
    public Region memory(ByteOrder order) {
        return new OrderedMemory(this, order);
    }

    /**
     * Read memory with QEMU's {@code read}, which transfers two digits per byte.
     *
     * @param size in bytes, 0 or more
     */
    public byte[] memread(long address, int size) {
        return memory.readHex(address, size);
    }

    /** Write memory with QEMU's {@code write}, which transfers two digits per byte. */
    public void memwrite(long address, byte[] bytes) {
        memory.writeHex(address, bytes);
    }

    /**
     * Read memory in base64, the fastest way: many pieces are in flight.
     *
     * @param size in bytes, 0 or more
     */
    public byte[] bufread(long address, int size) {
        return memory.readBase64(address, size);
    }

    /** Write memory in base64, the fastest way: many pieces are in flight. */
    public void bufwrite(long address, byte[] bytes) {
        memory.writeBase64(address, bytes);
    }

    /**
     * Fill memory.
     *
     * @param size in bytes, 0 or more
     * @param value the value of each byte, 0 to 255
     */
    public void memset(long address, long size, int value) {
        memory.fill(address, size, value);
    }

    /** Create a batch of commands, which need one round trip for all of them. */
    public Batch batch() {
        return new Batch(link());
    }

    /**
     * Return whether the target is big-endian, which is the byte order of the values in {@code
     * memory}.
     */
    public boolean isBigEndian() {
        Boolean known = bigEndian;
        if (known == null) {
            String order = command("endianness");
            known = order.equals("big");
            if (!known && !order.equals("little")) {
                throw new QTestProtocolException("unknown byte order '%s'".formatted(order));
            }
            bigEndian = known;
        }
        return known;
    }

    /** Return whether the test moves the clock: the accelerator is {@code qtest}. */
    public boolean hasClock() {
        return clock.isMovable();
    }

    /**
     * Skip the test if it cannot move the clock.
     *
     * @throws org.opentest4j.TestAbortedException if the accelerator is not {@code qtest}
     */
    public void requireClock() {
        clock.require();
    }

    @Override
    public long clockStep() {
        return clock.step();
    }

    @Override
    public long clockStep(long nanos) {
        return clock.step(nanos);
    }

    /**
     * Set the clock and return its new time in ns.
     *
     * @throws QTestCommandError if that time has already passed
     */
    public long clockSet(long nanos) {
        return clock.set(nanos);
    }

    /**
     * Intercept the interrupts that enter a device, usually an interrupt controller. Only one
     * device per machine can be intercepted.
     *
     * @param qom the device's QOM path, or its last component if that is unique: {@code ioapic}
     */
    public void irqInterceptIn(String qom) {
        lines.interceptIn(qom);
    }

    /** Intercept the interrupts that a device raises: see {@link #irqInterceptIn}. */
    public void irqInterceptOut(String qom) {
        lines.interceptOut(qom);
    }

    /** Intercept the named output GPIOs of a device. */
    public void irqInterceptOutNamed(String qom, String name) {
        lines.interceptOut(qom + " " + name);
    }

    /** Return whether an intercepted line is raised now; this takes a round trip. */
    public boolean getIrq(int line) {
        return interrupts().isRaised(line);
    }

    /**
     * Return the current state of the intercepted lines; this takes a round trip, without side
     * effects on devices.
     */
    public Interrupts interrupts() {
        return lines.now();
    }

    /**
     * Wait until an intercepted line is raised.
     *
     * @throws AssertionError if it is not raised in time; the message lists the changes that
     *     occurred
     */
    public void awaitIrq(int line, Duration timeout) {
        lines.await(line, timeout);
    }

    /**
     * Set the level of an input of a device.
     *
     * @param name the name of the GPIOs; {@code null} for unnamed ones
     */
    public void setIrqIn(String qom, @Nullable String name, int number, int level) {
        lines.setIn(qom, name, number, level);
    }

    /** Load a module of QEMU and return whether it is available. */
    public boolean moduleLoad(String prefix, String name) {
        link().single().begin("module_load").word(prefix).word(name).end();
        return link().raw().startsWith("OK");
    }

    /**
     * Call a function of sPAPR's run-time abstraction services (RTAS).
     *
     * @param arguments the address of the argument cells, 4 bytes each, big-endian
     * @param returns the address of the cells for results
     * @return the status of the call
     */
    public long rtas(
            String name, int argumentCount, long arguments, int returnCount, long returns) {
        link().single()
                .begin("rtas")
                .word(name)
                .hex(argumentCount)
                .hex(arguments)
                .hex(returnCount)
                .hex(returns)
                .end();
        return link().number();
    }

    /**
     * Send a command unchanged and return the text after {@code OK}.
     *
     * @throws IllegalArgumentException if it is empty, or not printable ASCII
     */
    public String command(String line) {
        return sent(line).text();
    }

    /**
     * Send a command unchanged and return the complete reply, even if QEMU refuses the command.
     *
     * @throws IllegalArgumentException if it is empty, or not printable ASCII
     */
    public String commandRaw(String line) {
        return sent(line).raw();
    }

    private QTestConnection sent(String line) {
        if (line.isEmpty()) {
            throw new IllegalArgumentException("an empty line is not a qtest command");
        }
        link().single().begin(line).end();
        return link();
    }

    /** Close the connection; the end of the machine does this too. */
    @Override
    public void close() {
        if (link != null) {
            try {
                link.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the qtest connection", e);
            }
        }
    }
}
