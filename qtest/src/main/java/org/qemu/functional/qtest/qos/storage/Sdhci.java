package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.Width;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * A host controller for SD cards (SD Host Controller Simplified Specification 2.00, chapter 2;
 * {@code hw/sd/sdhci-internal.h}).
 */
public final class Sdhci {
    /** The vendor of QEMU's PCI function. */
    public static final int VENDOR = 0x1b36;

    /** What the vendor calls the PCI function. */
    public static final int DEVICE = 0x0007;

    /** In the state: data can be read. */
    public static final long DATA_AVAILABLE = 0x800;

    /** In the state: data can be written. */
    public static final long SPACE_AVAILABLE = 0x400;

    /** In the state: a card is there. */
    public static final long CARD_PRESENT = 0x1_0000;

    /** In the state: the card may be written. */
    public static final long WRITABLE = 0x8_0000;

    /** In the interrupts: a command was sent, and its response has come. */
    public static final int COMMAND_DONE = 0x0001;

    /** In the interrupts: all data was moved. */
    public static final int TRANSFER_DONE = 0x0002;

    /** In the interrupts: a card was taken out. */
    public static final int REMOVED = 0x0080;

    /** In the interrupts: one of the errors. */
    public static final int ERROR = 0x8000;

    /** In the errors: no response has come. */
    public static final int TIMEOUT = 0x0001;

    /** Resets all. */
    public static final int RESET_ALL = 0x01;

    private static final int SYSTEM_ADDRESS = 0x00;
    private static final int BLOCK_SIZE = 0x04;
    private static final int BLOCK_COUNT = 0x06;
    private static final int ARGUMENT = 0x08;
    private static final int MODE = 0x0c;
    private static final int COMMAND = 0x0e;
    private static final int RESPONSE = 0x10;
    private static final int DATA = 0x20;
    private static final int POWER = 0x29;
    private static final int CLOCK = 0x2c;

    private static final int MODE_DMA = 0x01;
    private static final int MODE_COUNT = 0x02;
    private static final int MODE_STOP = 0x04;
    private static final int MODE_READ = 0x10;
    private static final int MODE_MULTIPLE = 0x20;
    private static final int WITH_DATA = 0x20;

    /** 3.3 V, on. */
    private static final int POWER_ON = 0x0f;

    private static final int CLOCK_INTERNAL = 1;
    private static final int CLOCK_STABLE = 2;
    private static final int CLOCK_CARD = 4;

    /** DMA stops at multiples of 512 KiB. */
    private static final int BOUNDARY = 7 << 12;

    private final Region registers;

    private Sdhci(Region registers) {
        this.registers = registers;
    }

    /** What a card answers, with the bits for it in a command. */
    public enum Answer {
        /** Nothing. */
        NONE(0x00),
        /** 136 bits, that of R2. */
        LONG(0x09),
        /** 48 bits without a check sum, that of R3. */
        UNCHECKED(0x02),
        /** 48 bits, that of R1, R6 and R7. */
        SHORT(0x1a),
        /** The same, and the card is busy thereafter. */
        BUSY(0x1b);

        private final int bits;

        Answer(int bits) {
            this.bits = bits;
        }
    }

    /**
     * Drive a controller.
     *
     * @param registers little-endian
     */
    public static Sdhci at(Region registers) {
        return new Sdhci(registers);
    }

    /** Drive a PCI function, and let it reach memory. */
    public static Sdhci of(PciDevice function) {
        Sdhci sdhci = at(function.map(0));
        function.enable();
        return sdhci;
    }

    /** What is going on. */
    public Register state() {
        return registers.registerl("SDHCI present state", 0x24);
    }

    /** What has happened; ones that are written clear it. */
    public Register interrupts() {
        return registers.registerw("SDHCI interrupts", 0x30);
    }

    /** What was wrong; ones that are written clear it. */
    public Register errors() {
        return registers.registerw("SDHCI errors", 0x32);
    }

    /** The argument of the next command. */
    public Register argument() {
        return registers.registerl("SDHCI argument", ARGUMENT);
    }

    /** What is reset; it clears itself. */
    public Register reset() {
        return registers.registerb("SDHCI reset", 0x2f);
    }

    /** The clock. */
    public Register clock() {
        return registers.registerw("SDHCI clock", CLOCK);
    }

    /** What it can, the lower half. */
    public Register capabilities() {
        return registers.registerl("SDHCI capabilities", 0x40);
    }

    /** What it can, the upper half. */
    public Register capabilitiesHigh() {
        return registers.registerl("SDHCI upper capabilities", 0x44);
    }

    /** The current that it has for cards, in 4 mA, for each of three voltages. */
    public Register maximumCurrent() {
        return registers.registerl("SDHCI maximum current", 0x48);
    }

    /** The vendor's version and, in the lower byte, that of the specification less 1. */
    public Register version() {
        return registers.registerw("SDHCI version", 0xfe);
    }

    /** A word of the answer to the last command, 0 to 3 with the lowest bits first. */
    public Register answer(int word) {
        return registers.registerl("SDHCI answer " + word, RESPONSE + 4L * word);
    }

    /** Reset it, power the card, start its clock, and have all that happens told. */
    public void start() {
        reset().write(RESET_ALL);
        reset().await(RESET_ALL, 0);
        registers.writeb(POWER, POWER_ON);
        clock().write(CLOCK_INTERNAL);
        clock().await(CLOCK_STABLE, CLOCK_STABLE);
        clock().set(CLOCK_CARD);
        registers.writew(0x34, 0xffff);
        registers.writew(0x36, 0xffff);
    }

    /**
     * Send a command and wait for the answer.
     *
     * @return the lowest 32 bits of the answer
     * @throws org.qemu.functional.qtest.RegisterError if none came
     */
    public long send(int index, long argument, Answer answer) {
        issue(index, argument, answer);
        expectDone();
        return answer == Answer.NONE ? 0 : answer(0).read();
    }

    /** Send a command; what comes of it is left to the caller. */
    public void issue(int index, long argument, Answer answer) {
        send(index, argument, answer.bits, 0);
    }

    private void send(int index, long argument, int bits, int mode) {
        interrupts().write(0xffff);
        errors().write(0xffff);
        registers.writel(ARGUMENT, argument);
        registers.writew(MODE, mode);
        registers.writew(COMMAND, (long) index << 8 | bits);
    }

    private void expectDone() {
        interrupts().await(COMMAND_DONE, COMMAND_DONE);
        errors().expect(0);
    }

    private void sendForBlocks(int index, long argument, int mode, int size, int count) {
        registers.writew(BLOCK_SIZE, BOUNDARY | size);
        registers.writew(BLOCK_COUNT, count);
        int several = count > 1 ? MODE_MULTIPLE | MODE_COUNT | MODE_STOP : 0;
        send(index, argument, Answer.SHORT.bits | WITH_DATA, mode | several);
        expectDone();
    }

    /** Send a command and read blocks by PIO; after several the card is stopped. */
    public byte[] read(int index, long argument, int size, int count) {
        sendForBlocks(index, argument, MODE_READ, size, count);
        ByteBuffer data = ByteBuffer.allocate(size * count).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            state().await(DATA_AVAILABLE, DATA_AVAILABLE);
            for (int i = 0; i < size; i += Width.L.bytes()) {
                data.putInt((int) registers.readl(DATA));
            }
        }
        interrupts().await(TRANSFER_DONE, TRANSFER_DONE);
        return data.array();
    }

    /** Send a command and write blocks by PIO; after several the card is stopped. */
    public void write(int index, long argument, byte[] bytes, int size) {
        sendForBlocks(index, argument, 0, size, bytes.length / size);
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            state().await(SPACE_AVAILABLE, SPACE_AVAILABLE);
            for (int i = 0; i < size; i += Width.L.bytes()) {
                registers.writel(DATA, data.getInt());
            }
        }
        interrupts().await(TRANSFER_DONE, TRANSFER_DONE);
    }

    /**
     * Send a command and have blocks moved to memory; after several the card is stopped.
     *
     * @param address a multiple of 512 KiB, unless there are less blocks up to the next
     */
    public void readDma(int index, long argument, int size, int count, long address) {
        registers.writel(SYSTEM_ADDRESS, address);
        sendForBlocks(index, argument, MODE_READ | MODE_DMA, size, count);
        interrupts().await(TRANSFER_DONE, TRANSFER_DONE);
        errors().expect(0);
    }
}
