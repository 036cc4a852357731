package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** A port of an AHCI controller with its device (AHCI 1.3.1, 3.3 and 4.2). */
public final class AhciPort {
    /** An interrupt: the device has sent its registers. */
    public static final long REGISTERS_SENT = 1;

    /** An interrupt: data was transferred by PIO. */
    public static final long PIO_DONE = 1 << 1;

    /** An interrupt: queued commands have ended. */
    public static final long QUEUED_DONE = 1 << 3;

    /** An interrupt: the table describes less memory than the device has data. */
    public static final long OVERFLOW = 1 << 24;

    /** An interrupt: the device reports an error. */
    public static final long DEVICE_ERROR = 1 << 30;

    /** The interrupts for errors of all kinds. */
    public static final long ERRORS = 0xfd80_0000L;

    /** All interrupts that exist, as a mask for {@link #interruptEnable}. */
    public static final long ALL = 0xfdc0_00ffL;

    /** A bit of the command register: process the command list. */
    public static final long START = 1;

    /** A bit of the command register: receive frames from the device. */
    public static final long RECEIVE = 1 << 4;

    /** A bit of the command register: the port is receiving frames. */
    public static final long RECEIVING = 1 << 14;

    /** A bit of the command register: the port is processing the command list. */
    public static final long RUNNING = 1 << 15;

    /** A field of the SATA status: 3 if a device is present and communication is established. */
    public static final long DETECTION = 0xf;

    /** The signature of a disk. */
    public static final long DISK = 0x0000_0101L;

    /** The signature of a packet device. */
    public static final long PACKET_DEVICE = 0xeb14_0101L;

    /** The offset in the memory for received frames: registers. */
    public static final int REGISTERS_FRAME = 0x40;

    /** The offset in the memory for received frames: the setup of a PIO transfer. */
    public static final int PIO_FRAME = 0x20;

    /** The offset in the memory for received frames: the state of queued commands. */
    public static final int QUEUED_FRAME = 0x58;

    private static final int LIST = 1024;
    private static final int RECEIVED = 256;
    private static final int HEADER = 32;
    private static final int FRAME = 20;
    private static final int TABLE_ALIGNMENT = 128;

    private final Ahci controller;
    private final int number;
    private final Region registers;
    private final Map<Integer, Long> tables = new HashMap<>();
    private long list;
    private long received;

    AhciPort(Ahci controller, int number, Region registers) {
        this.controller = controller;
        this.number = number;
        this.registers = registers;
    }

    private QTest qtest() {
        return controller.qtest();
    }

    private GuestAllocator memory() {
        return controller.memory();
    }

    private Register register(String name, int offset) {
        return registers.registerl("P%d%s".formatted(number, name), offset);
    }

    /** Return the number of the port, 0 to 31. */
    public int number() {
        return number;
    }

    /** Return the register with pending interrupts, PxIS; writing ones clears them. */
    public Register interrupts() {
        return register("IS", 0x10);
    }

    /** Return the register with enabled interrupts, PxIE. */
    public Register interruptEnable() {
        return register("IE", 0x14);
    }

    /** Return the command register, PxCMD. */
    public Register command() {
        return register("CMD", 0x18);
    }

    /** Return the task file register, PxTFD: the device's status and, 8 bits above, its error. */
    public Register device() {
        return register("TFD", 0x20);
    }

    /** Return the register with the signature of the device, PxSIG. */
    public Register signature() {
        return register("SIG", 0x24);
    }

    /** Return the SATA status register, PxSSTS. */
    public Register sataStatus() {
        return register("SSTS", 0x28);
    }

    /** Return the SATA error register, PxSERR; writing ones clears errors. */
    public Register sataError() {
        return register("SERR", 0x30);
    }

    /** Return the register with the slots of queued commands that have not ended, PxSACT. */
    public Register queued() {
        return register("SACT", 0x34);
    }

    /** Return the register with the slots of issued commands that have not completed, PxCI. */
    public Register issued() {
        return register("CI", 0x38);
    }

    /** Return whether a device is present. */
    public boolean hasDevice() {
        return (sataStatus().read() & DETECTION) == 3;
    }

    /** Allocate memory for the port, and start to receive frames and to process commands. */
    public AhciPort start() {
        command().clear(START | RECEIVE);
        command().await(RUNNING | RECEIVING, 0);
        list = memory().alloc(LIST, LIST);
        received = memory().alloc(RECEIVED, RECEIVED);
        qtest().memset(list, LIST, 0);
        qtest().memset(received, RECEIVED, 0);
        register("CLB", 0x00).writeAndExpect(list);
        register("CLBU", 0x04).writeAndExpect(list >>> 32);
        register("FB", 0x08).writeAndExpect(received);
        register("FBU", 0x0c).writeAndExpect(received >>> 32);
        sataError().write(-1);
        interrupts().write(-1);
        interruptEnable().writeAndExpect(ALL);
        command().set(RECEIVE);
        command().await(RECEIVING, RECEIVING);
        sataStatus().await(DETECTION, 3);
        device().await(Ata.BUSY | Ata.DATA_REQUEST, 0);
        return run();
    }

    private AhciPort run() {
        command().set(START);
        command().await(RUNNING, RUNNING);
        return this;
    }

    /** Drop the pending commands after an error, and start to process new ones. */
    public void recover() {
        command().clear(START);
        command().await(RUNNING, 0);
        sataError().write(-1);
        interrupts().write(-1);
        interrupts().expect(0);
        run();
    }

    /** Acknowledge the pending interrupts. */
    public void acknowledge() {
        interrupts().write(interrupts().read());
        interrupts().expect(0);
    }

    /** Write a command to a slot. */
    public void prepare(int slot, AhciCommand wanted) {
        byte[] table = wanted.table(slot);
        Long before = tables.remove(slot);
        if (before != null) {
            memory().free(before);
        }
        long address = memory().alloc(table.length, TABLE_ALIGNMENT);
        tables.put(slot, address);
        qtest().bufwrite(address, table);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(wanted.header()).putInt(0).putLong(address);
        qtest().bufwrite(list + (long) slot * HEADER, header.array());
    }

    /**
     * Issue the commands of several slots at the same time.
     *
     * @param slots a bit for each slot
     * @param queue whether the commands are queued commands
     */
    public void issue(long slots, boolean queue) {
        if (queue) {
            queued().write(slots);
        }
        issued().write(slots);
    }

    /**
     * Wait until the commands of all given slots have ended, or the device reports an error.
     *
     * @throws AssertionError if that does not happen within {@link Register#TIMEOUT}
     */
    public void await(long slots) {
        boolean done =
                Poll.until(
                        Register.TIMEOUT,
                        () ->
                                ((issued().read() | queued().read()) & slots) == 0
                                        || (interrupts().read() & DEVICE_ERROR) != 0);
        if (!done) {
            throw new AssertionError(
                    "slots 0x%08x of port %d did not end within %d s: issued 0x%08x, queued 0x%08x"
                            .formatted(
                                    slots,
                                    number,
                                    Register.TIMEOUT.toSeconds(),
                                    issued().read(),
                                    queued().read()));
        }
    }

    /** Check that no error is reported. */
    public void expectNoError() {
        interrupts().expect(ERRORS, 0);
        sataError().expect(0);
        device().expect(Ata.BUSY | Ata.FAULT | Ata.DATA_REQUEST | Ata.ERROR, 0);
    }

    /** Execute a command in slot 0 and wait until it ends, without a check for errors. */
    public void execute(AhciCommand wanted) {
        acknowledge();
        prepare(0, wanted);
        issue(1, wanted.isQueued());
        await(1);
    }

    /**
     * Return the number of bytes that were transferred for a slot according to its header; not for
     * queued commands.
     */
    public long moved(int slot) {
        return qtest().memory(ByteOrder.LITTLE_ENDIAN).readl(list + (long) slot * HEADER + 4);
    }

    /**
     * Return the last frame of a kind that the device sent.
     *
     * @param which the offset of the frame, such as {@link #REGISTERS_FRAME}
     */
    public byte[] frame(int which) {
        return qtest().bufread(received + which, FRAME);
    }
}
