package org.qemu.functional.qtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.qemu.functional.machine.QemuMachine;

/** Accesses to ports, memory, clock and monitor under the names of libqtest. */
public sealed interface QTestAccess permits QTest {
    /** Return the machine with its monitor. */
    QemuMachine vm();

    /** Return the I/O ports as a region. */
    Region ports();

    /** Return the physical memory as the first CPU sees it, as a region. */
    Region memory();

    /** Read 8 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default int inb(int port) {
        return (int) ports().read(Width.B, port);
    }

    /** Read 16 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default int inw(int port) {
        return (int) ports().read(Width.W, port);
    }

    /** Read 32 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default long inl(int port) {
        return ports().read(Width.L, port);
    }

    /** Write 8 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outb(int port, long value) {
        ports().write(Width.B, port, value);
    }

    /** Write 16 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outw(int port, long value) {
        ports().write(Width.W, port, value);
    }

    /** Write 32 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outl(int port, long value) {
        ports().write(Width.L, port, value);
    }

    /** Read 8 bits of memory. */
    default int readb(long address) {
        return (int) memory().read(Width.B, address);
    }

    /** Read 16 bits of memory. */
    default int readw(long address) {
        return (int) memory().read(Width.W, address);
    }

    /** Read 32 bits of memory. */
    default long readl(long address) {
        return memory().read(Width.L, address);
    }

    /** Read 64 bits of memory. */
    default long readq(long address) {
        return memory().read(Width.Q, address);
    }

    /** Write 8 bits of memory. */
    default void writeb(long address, long value) {
        memory().write(Width.B, address, value);
    }

    /** Write 16 bits of memory. */
    default void writew(long address, long value) {
        memory().write(Width.W, address, value);
    }

    /** Write 32 bits of memory. */
    default void writel(long address, long value) {
        memory().write(Width.L, address, value);
    }

    /** Write 64 bits of memory. */
    default void writeq(long address, long value) {
        memory().write(Width.Q, address, value);
    }

    /**
     * Move the clock to the next timer deadline and return its new time in ns.
     *
     * @throws QTestCommandError if no timer has a deadline
     */
    long clockStep();

    /** Advance the clock and return its new time in ns; timers fire on the way. */
    long clockStep(long nanos);

    /** Advance the clock and return its new time in ns; timers fire on the way. */
    default long clockStep(Duration time) {
        return clockStep(time.toNanos());
    }

    /** Move the clock as {@link #clockStep()} does. */
    default long clockStepNext() {
        return clockStep();
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String)}. */
    default JsonNode cmd(String command) {
        return vm().cmd(command);
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String, Map)}. */
    default JsonNode cmd(String command, Map<String, ?> args) {
        return vm().cmd(command, args);
    }

    /** Execute a QMP command: see {@link QemuMachine#cmd(String, String, Object, Object...)}. */
    default JsonNode cmd(String command, String key, Object value, Object... more) {
        return vm().cmd(command, key, value, more);
    }

    /** Execute a command of the human monitor and return its output. */
    default String hmp(String commandLine) {
        return vm().hmp(commandLine);
    }

    /** Take a QMP event, waiting for it if necessary: see {@link QemuMachine#eventWait(String)}. */
    default JsonNode eventWait(String event) {
        return vm().eventWait(event);
    }
}
