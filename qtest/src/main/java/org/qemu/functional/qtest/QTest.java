package org.qemu.functional.qtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.TimeoutScale;

/**
 * The test as a machine's CPU: what a driver would do with ports, memory, interrupt lines and time,
 * in the names of QEMU's libqtest.
 *
 * <p>Used by one thread at a time. Values are unsigned; memory's are in the byte order of the
 * target. Every call throws {@link org.qemu.functional.machine.QemuDiedError} if QEMU goes away,
 * {@link QTestCommandError} if it refuses, and {@link AssertionError} if it is silent for {@link
 * #TIMEOUT}. What is said goes to {@code qtest.log} beside the VM's other logs, or {@code
 * qtest-<VM>.log}.
 */
@ResolvedBy("@QTestMachine on the parameter, the test or its class")
public final class QTest implements QTestAccess, AutoCloseable {
    /** How long QEMU may take for a reply. */
    public static final Duration TIMEOUT = QTestConnection.TIMEOUT;

    /** The largest port. */
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
     * Give a machine that is not launched yet a qtest connection, and an accelerator under which no
     * CPU disturbs the test: {@code qtest}, where this QEMU has that and a clock that the test
     * moves, else {@code tcg} with the CPUs stopped. It can be used when the machine is launched.
     */
    public static QTest attach(QemuMachine vm) {
        return attach(vm, Accelerator.of(vm.binary()));
    }

    static QTest attach(QemuMachine vm, Accelerator accelerator) {
        QTest qtest = new QTest(vm, accelerator);
        vm.addChannel(CHANNEL);
        // Without a log of its own QEMU writes all to its standard error.
        vm.addArgs("-qtest", "chardev:" + CHANNEL, "-qtest-log", "none");
        accelerator.addTo(vm);
        MachineAccess access = MachineAccess.of(vm);
        access.afterLaunch(qtest::connect);
        access.afterEnd(qtest::close);
        return qtest;
    }

    /** Give a machine a qtest connection and launch it: see {@link #attach}. */
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
                    "VM '%s' was not launched, so its devices cannot be reached by qtest"
                            .formatted(vm.name()));
        }
        return link;
    }

    /** The machine, with its monitor. */
    public QemuMachine vm() {
        return vm;
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String)}. */
    public JsonNode cmd(String command) {
        return vm.cmd(command);
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String, Map)}. */
    public JsonNode cmd(String command, Map<String, ?> args) {
        return vm.cmd(command, args);
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String, String, Object, Object...)}. */
    public JsonNode cmd(String command, String key, Object value, Object... more) {
        return vm.cmd(command, key, value, more);
    }

    /** Execute a command of the human monitor and return its answer. */
    public String hmp(String commandLine) {
        return vm.hmp(commandLine);
    }

    /** Take a QMP event, waiting for it if need be: see {@link QemuMachine#eventWait(String)}. */
    public JsonNode eventWait(String event) {
        return vm.eventWait(event);
    }

    /** Reset the machine and return when that is done; what is intercepted stays so. */
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
     * The physical memory with values in one byte order on every target: little-endian is what
     * devices of PCI and modern virtio have in it.
     */
    public Region memory(ByteOrder order) {
        return new OrderedMemory(this, order);
    }

    /**
     * Read memory, each byte as two digits on the wire: QEMU's {@code read}.
     *
     * @param size in bytes, 0 or more
     */
    public byte[] memread(long address, int size) {
        return memory.readHex(address, size);
    }

    /** Write memory, each byte as two digits on the wire: QEMU's {@code write}. */
    public void memwrite(long address, byte[] bytes) {
        memory.writeHex(address, bytes);
    }

    /**
     * Read memory in base64, the fastest way: many pieces are on the wire at once.
     *
     * @param size in bytes, 0 or more
     */
    public byte[] bufread(long address, int size) {
        return memory.readBase64(address, size);
    }

    /** Write memory in base64, the fastest way: many pieces are on the wire at once. */
    public void bufwrite(long address, byte[] bytes) {
        memory.writeBase64(address, bytes);
    }

    /**
     * Fill memory.
     *
     * @param size in bytes, 0 or more
     * @param value of each byte, 0 to 255
     */
    public void memset(long address, long size, int value) {
        memory.fill(address, size, value);
    }

    /** Collect commands that are sent at once: a round trip for all of them. */
    public Batch batch() {
        return new Batch(link());
    }

    /** Whether the target is big-endian; {@code memory}'s values are in its order. */
    public boolean isBigEndian() {
        Boolean known = bigEndian;
        if (known == null) {
            String order = command("endianness");
            known = order.equals("big");
            if (!known && !order.equals("little")) {
                throw new QTestProtocolException("the byte order is told as '%s'".formatted(order));
            }
            bigEndian = known;
        }
        return known;
    }

    /** Whether the test moves the clock: the accelerator is {@code qtest}. */
    public boolean hasClock() {
        return clock.isMovable();
    }

    /**
     * Skip the test where it cannot move the clock.
     *
     * @throws org.opentest4j.TestAbortedException as JUnit wants it
     */
    public void requireClock() {
        clock.require();
    }

    /**
     * Move the clock to the next deadline of a timer and return its new time in ns.
     *
     * @throws QTestCommandError if no timer has a deadline
     */
    public long clockStep() {
        return clock.step();
    }

    /** Move the clock on and return its new time in ns; timers fire on the way. */
    public long clockStep(long nanos) {
        return clock.step(nanos);
    }

    /** Move the clock on and return its new time in ns; timers fire on the way. */
    public long clockStep(Duration time) {
        return clockStep(time.toNanos());
    }

    /** The same as {@link #clockStep()}. */
    public long clockStepNext() {
        return clockStep();
    }

    /**
     * Set the clock and return its new time in ns.
     *
     * @throws QTestCommandError if that is past already
     */
    public long clockSet(long nanos) {
        return clock.set(nanos);
    }

    /**
     * Hear of the interrupts that come in to a device, an interrupt controller mostly; only one
     * device of a machine can be listened to.
     *
     * @param qom the device's path, or its last part if that is unique: {@code ioapic}
     */
    public void irqInterceptIn(String qom) {
        lines.interceptIn(qom);
    }

    /** Hear of the interrupts that a device sends out: see {@link #irqInterceptIn}. */
    public void irqInterceptOut(String qom) {
        lines.interceptOut(qom);
    }

    /** Hear of what a device sends out of GPIOs of a name. */
    public void irqInterceptOutNamed(String qom, String name) {
        lines.interceptOut(qom + " " + name);
    }

    /** Whether an intercepted line is raised now; a round trip. */
    public boolean getIrq(int line) {
        return interrupts().isRaised(line);
    }

    /**
     * What is known of the intercepted lines now; a round trip, without an effect on any device.
     */
    public Interrupts interrupts() {
        return lines.now();
    }

    /**
     * Wait until an intercepted line is raised.
     *
     * @throws AssertionError if that does not come in time; tells what did
     */
    public void awaitIrq(int line, Duration timeout) {
        lines.await(line, timeout);
    }

    /**
     * Set the level of an input of a device.
     *
     * @param name of the GPIOs; {@code null} for those without one
     */
    public void setIrqIn(String qom, @Nullable String name, int number, int level) {
        lines.setIn(qom, name, number, level);
    }

    /** Load a module of QEMU; whether it is there. */
    public boolean moduleLoad(String prefix, String name) {
        link().single().begin("module_load").word(prefix).word(name).end();
        return link().raw().startsWith("OK");
    }

    /**
     * Call a function of sPAPR's run-time services.
     *
     * @param arguments the address of as many cells of 4 bytes, big-endian
     * @param returns the address for as many
     * @return the call's own status
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
     * Send a command as it is and return what follows {@code OK}.
     *
     * @throws IllegalArgumentException if it is empty, or not of printable ASCII
     */
    public String command(String line) {
        return sent(line).text();
    }

    /**
     * Send a command as it is and return the reply as it is, a refusal too.
     *
     * @throws IllegalArgumentException if it is empty, or not of printable ASCII
     */
    public String commandRaw(String line) {
        return sent(line).raw();
    }

    private QTestConnection sent(String line) {
        if (line.isEmpty()) {
            throw new IllegalArgumentException("an empty line is no qtest command");
        }
        link().single().begin(line).end();
        return link();
    }

    /** End the connection; the machine's own end does that, too. */
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
