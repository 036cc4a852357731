package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * What moves the data of one IDE channel (Programming Interface for Bus Master IDE Controller 1.0;
 * {@code hw/ide/pci.c}), after a table of pieces of memory.
 */
public final class BusMaster {
    /** In the command: move data. */
    public static final int START = 0x01;

    /** In the command: from the device to memory. */
    public static final int TO_MEMORY = 0x08;

    /** In the status: data is being moved, or the table has more than the device. */
    public static final int ACTIVE = 0x01;

    /** In the status: it failed. */
    public static final int ERROR = 0x02;

    /** In the status: the device has raised its interrupt. */
    public static final int INTERRUPT = 0x04;

    /** What of the status is about data. */
    public static final int BITS = ACTIVE | ERROR | INTERRUPT;

    /** The most that a table has, which may not cross a boundary of 64 KiB. */
    public static final int MAX_TABLE = 1 << 16;

    private static final int COMMAND = 0;
    private static final int STATUS = 2;
    private static final int TABLE = 4;
    private static final int ENTRY = 8;
    private static final int LAST = 1 << 31;

    private final QTest qtest;
    private final Register command;
    private final Register status;
    private final Register tableAddress;

    /** Of {@link #MAX_TABLE} bytes. */
    private final long table;

    /**
     * Drive it.
     *
     * @param registers that begin with its command
     */
    BusMaster(QTest qtest, Region registers, GuestAllocator memory) {
        this.qtest = qtest;
        this.table = memory.alloc(MAX_TABLE, MAX_TABLE);
        this.command = registers.registerb("bus master's command", COMMAND);
        this.status = registers.registerb("bus master's status", STATUS);
        this.tableAddress = registers.registerl("bus master's table", TABLE);
    }

    /** What it has done: {@link #ACTIVE}, {@link #ERROR}, {@link #INTERRUPT}. */
    public Register status() {
        return status;
    }

    /** Stop it, forget what the status tells, and have it use these pieces, in this order. */
    public void load(List<Prd> pieces) {
        load(pieces, true);
    }

    /**
     * The same.
     *
     * @param end whether the last piece is marked as such
     */
    public void load(List<Prd> pieces, boolean end) {
        ByteBuffer bytes =
                ByteBuffer.allocate(ENTRY * pieces.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Prd piece : pieces) {
            bytes.putInt((int) piece.address()).putInt(piece.bytes() & 0xffff);
        }
        if (end) {
            int flags = bytes.position() - 4;
            bytes.putInt(flags, bytes.getInt(flags) | LAST);
        }
        if (bytes.capacity() > MAX_TABLE) {
            throw new IllegalArgumentException(
                    "a table has %d pieces at most, not %d"
                            .formatted(MAX_TABLE / ENTRY, pieces.size()));
        }
        stop();
        // Those that are set are cleared.
        status.write(INTERRUPT | ERROR);
        qtest.bufwrite(table, bytes.array());
        tableAddress.writeAndExpect(table);
    }

    /** Begin to move data, when the device wants to. */
    public void start(boolean toMemory) {
        command.write(START | (toMemory ? TO_MEMORY : 0));
    }

    /**
     * Wait until the device has raised its interrupt or the table was too short for it, and return
     * the status.
     */
    public int await() {
        if (!Poll.until(Register.TIMEOUT, () -> !isUnderWay())) {
            throw new AssertionError(
                    "%s: data is still being moved after %d s, and the device has not raised its interrupt"
                            .formatted(status, Register.TIMEOUT.toSeconds()));
        }
        return (int) status.read();
    }

    private boolean isUnderWay() {
        return (status.read() & (ACTIVE | INTERRUPT)) == ACTIVE;
    }

    /** Stop, even if there is more to be moved. */
    public void stop() {
        command.write(0);
    }
}
