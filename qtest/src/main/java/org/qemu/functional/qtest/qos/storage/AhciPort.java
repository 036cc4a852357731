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

/** A port of an AHCI controller with the device at it (AHCI 1.3.1, 3.3 and 4.2). */
public final class AhciPort {
    /** In the interrupts: the device has sent its registers. */
    public static final long REGISTERS_SENT = 1;

    /** In the interrupts: data was moved by PIO. */
    public static final long PIO_DONE = 1 << 1;

    /** In the interrupts: queued commands have ended. */
    public static final long QUEUED_DONE = 1 << 3;

    /** In the interrupts: the table had less memory than the device has data. */
    public static final long OVERFLOW = 1 << 24;

    /** In the interrupts: the device tells an error. */
    public static final long DEVICE_ERROR = 1 << 30;

    /** In the interrupts: errors of all kinds. */
    public static final long ERRORS = 0xfd80_0000L;

    /** In the interrupts that are enabled: those that there are. */
    public static final long ALL = 0xfdc0_00ffL;

    /** In the command: work on the list of commands. */
    public static final long START = 1;

    /** In the command: receive what the device sends. */
    public static final long RECEIVE = 1 << 4;

    /** In the command: the device is being listened to. */
    public static final long RECEIVING = 1 << 14;

    /** In the command: the list of commands is being worked on. */
    public static final long RUNNING = 1 << 15;

    /** In the SATA status: a device is there, 3 if it was agreed with on how to talk. */
    public static final long DETECTION = 0xf;

    /** The signature of a disk. */
    public static final long DISK = 0x0000_0101L;

    /** The signature of a packet device. */
    public static final long PACKET_DEVICE = 0xeb14_0101L;

    /** Where what was received is, in the memory for it: registers. */
    public static final int REGISTERS_FRAME = 0x40;

    /** Where what was received is, in the memory for it: what comes before data by PIO. */
    public static final int PIO_FRAME = 0x20;

    /** Where what was received is, in the memory for it: what becomes of queued commands. */
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

    /** Its number, 0 to 31. */
    public int number() {
        return number;
    }

    /** What has happened, PxIS; ones that are written clear it. */
    public Register interrupts() {
        return register("IS", 0x10);
    }

    /** What of that interrupts, PxIE. */
    public Register interruptEnable() {
        return register("IE", 0x14);
    }

    /** What it does, PxCMD. */
    public Register command() {
        return register("CMD", 0x18);
    }

    /** The device's status and, 8 bits above, its error: PxTFD. */
    public Register device() {
        return register("TFD", 0x20);
    }

    /** What kind of device there is, PxSIG. */
    public Register signature() {
        return register("SIG", 0x24);
    }

    /** Whether a device is there, PxSSTS. */
    public Register sataStatus() {
        return register("SSTS", 0x28);
    }

    /** What was wrong with the link, PxSERR; ones that are written clear it. */
    public Register sataError() {
        return register("SERR", 0x30);
    }

    /** The slots of queued commands that have not ended, PxSACT. */
    public Register queued() {
        return register("SACT", 0x34);
    }

    /** The slots of commands that the device has not taken or not ended, PxCI. */
    public Register issued() {
        return register("CI", 0x38);
    }

    /** Whether a device is at it. */
    public boolean hasDevice() {
        return (sataStatus().read() & DETECTION) == 3;
    }

    /** Give it memory and have it listen to the device and work on commands. */
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

    /** Have it forget commands after an error, and work on further ones. */
    public void recover() {
        command().clear(START);
        command().await(RUNNING, 0);
        sataError().write(-1);
        interrupts().write(-1);
        interrupts().expect(0);
        run();
    }

    /** Clear what the interrupts tell. */
    public void acknowledge() {
        interrupts().write(interrupts().read());
        interrupts().expect(0);
    }

    /** Put a command into a slot. */
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
     * Have the device execute commands, at once.
     *
     * @param slots a bit for each
     * @param queue whether they are queued ones
     */
    public void issue(long slots, boolean queue) {
        if (queue) {
            queued().write(slots);
        }
        issued().write(slots);
    }

    /** Wait until none of some slots has a command, or the device tells an error. */
    public void await(long slots) {
        boolean done =
                Poll.until(
                        Register.TIMEOUT,
                        () ->
                                ((issued().read() | queued().read()) & slots) == 0
                                        || (interrupts().read() & DEVICE_ERROR) != 0);
        if (!done) {
            throw new AssertionError(
                    "slots 0x%08x of port %d did not end within %d s: issued are 0x%08x, queued 0x%08x"
                            .formatted(
                                    slots,
                                    number,
                                    Register.TIMEOUT.toSeconds(),
                                    issued().read(),
                                    queued().read()));
        }
    }

    /** Make sure that nothing of what was done failed. */
    public void expectNoError() {
        interrupts().expect(ERRORS, 0);
        sataError().expect(0);
        device().expect(Ata.BUSY | Ata.FAULT | Ata.DATA_REQUEST | Ata.ERROR, 0);
    }

    /** Execute a command in slot 0 and wait for its end; an error is left to the caller. */
    public void execute(AhciCommand wanted) {
        acknowledge();
        prepare(0, wanted);
        issue(1, wanted.isQueued());
        await(1);
    }

    /** How many bytes were moved for a slot, as its header tells; not of queued commands. */
    public long moved(int slot) {
        return qtest().memory(ByteOrder.LITTLE_ENDIAN).readl(list + (long) slot * HEADER + 4);
    }

    /**
     * The last frame of a kind that was received from the device.
     *
     * @param which such as {@link #REGISTERS_FRAME}
     */
    public byte[] frame(int which) {
        return qtest().bufread(received + which, FRAME);
    }
}
