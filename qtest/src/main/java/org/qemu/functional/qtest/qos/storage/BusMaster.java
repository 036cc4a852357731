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
 * The bus master that transfers the data of one IDE channel to and from the pieces of memory in a
 * table (Programming Interface for Bus Master IDE Controller 1.0; {@code hw/ide/pci.c}).
 */
public final class BusMaster {
    /** A bit of the command: start the transfer. */
    public static final int START = 0x01;

    /** A bit of the command: transfer from the device to memory. */
    public static final int TO_MEMORY = 0x08;

    /**
     * A bit of the status: a transfer is active, or the table describes more memory than the device
     * has data.
     */
    public static final int ACTIVE = 0x01;

    /** A bit of the status: the transfer failed. */
    public static final int ERROR = 0x02;

    /** A bit of the status: the device has raised its interrupt. */
    public static final int INTERRUPT = 0x04;

    /** The bits of the status that describe the transfer. */
    public static final int BITS = ACTIVE | ERROR | INTERRUPT;

    /** The maximum size of a table in bytes; a table must not cross a multiple of 64 KiB. */
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

    /** The address of the table, {@link #MAX_TABLE} bytes. */
    private final long table;

    /**
     * Create a driver.
     *
     * @param registers a region that begins at the command register
     */
    BusMaster(QTest qtest, Region registers, GuestAllocator memory) {
        this.qtest = qtest;
        this.table = memory.alloc(MAX_TABLE, MAX_TABLE);
        this.command = registers.registerb("bus master's command", COMMAND);
        this.status = registers.registerb("bus master's status", STATUS);
        this.tableAddress = registers.registerl("bus master's table", TABLE);
    }

    /** Return the status register: {@link #ACTIVE}, {@link #ERROR}, {@link #INTERRUPT}. */
    public Register status() {
        return status;
    }

    /**
     * Stop the transfer, clear the status, and write the pieces to the table in the given order.
     */
    public void load(List<Prd> pieces) {
        load(pieces, true);
    }

    /**
     * Write the pieces to the table as {@link #load(List)} does.
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
                    "a table has at most %d pieces, not %d"
                            .formatted(MAX_TABLE / ENTRY, pieces.size()));
        }
        stop();
        // Writing ones clears these bits.
        status.write(INTERRUPT | ERROR);
        qtest.bufwrite(table, bytes.array());
        tableAddress.writeAndExpect(table);
    }

    /** Start the transfer, which waits for the device. */
    public void start(boolean toMemory) {
        command.write(START | (toMemory ? TO_MEMORY : 0));
    }

    /**
     * Wait until the device has raised its interrupt or the table was too short, and return the
     * status.
     */
    public int await() {
        if (!Poll.until(Register.TIMEOUT, () -> !isUnderWay())) {
            throw new AssertionError(
                    "%s: the transfer is still active after %d s, and the device has not raised its interrupt"
                            .formatted(status, Register.TIMEOUT.toSeconds()));
        }
        return (int) status.read();
    }

    private boolean isUnderWay() {
        return (status.read() & (ACTIVE | INTERRUPT)) == ACTIVE;
    }

    /** Stop the transfer, even if it is incomplete. */
    public void stop() {
        command.write(0);
    }
}
