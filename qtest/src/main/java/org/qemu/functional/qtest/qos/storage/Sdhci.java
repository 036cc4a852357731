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
    /** The vendor ID of QEMU's PCI function. */
    public static final int VENDOR = 0x1b36;

    /** The device ID of QEMU's PCI function. */
    public static final int DEVICE = 0x0007;

    /** A bit of the state: data can be read. */
    public static final long DATA_AVAILABLE = 0x800;

    /** A bit of the state: data can be written. */
    public static final long SPACE_AVAILABLE = 0x400;

    /** A bit of the state: a card is inserted. */
    public static final long CARD_PRESENT = 0x1_0000;

    /** A bit of the state: the card is writable. */
    public static final long WRITABLE = 0x8_0000;

    /** An interrupt: a command was sent and its response was received. */
    public static final int COMMAND_DONE = 0x0001;

    /** An interrupt: all data was transferred. */
    public static final int TRANSFER_DONE = 0x0002;

    /** An interrupt: a card was removed. */
    public static final int REMOVED = 0x0080;

    /** An interrupt: an error occurred; see {@link #errors}. */
    public static final int ERROR = 0x8000;

    /** An error: no response was received. */
    public static final int TIMEOUT = 0x0001;

    /** A bit of the reset register: reset everything. */
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

    /** The kind of response to a command, with the bits that select it in the command register. */
    public enum Answer {
        /** No response. */
        NONE(0x00),
        /** 136 bits: R2. */
        LONG(0x09),
        /** 48 bits without a checksum: R3. */
        UNCHECKED(0x02),
        /** 48 bits: R1, R6 and R7. */
        SHORT(0x1a),
        /** 48 bits, after which the card is busy: R1b. */
        BUSY(0x1b);

        private final int bits;

        Answer(int bits) {
            this.bits = bits;
        }
    }

    /**
     * Return a driver for a controller.
     *
     * @param registers a little-endian region that begins at the first register
     */
    public static Sdhci at(Region registers) {
        return new Sdhci(registers);
    }

    /** Enable a PCI function, including bus mastering, and return a driver for it. */
    public static Sdhci of(PciDevice function) {
        Sdhci sdhci = at(function.map(0));
        function.enable();
        return sdhci;
    }

    /** Return the register with the present state. */
    public Register state() {
        return registers.registerl("SDHCI present state", 0x24);
    }

    /** Return the register with pending interrupts; writing ones clears them. */
    public Register interrupts() {
        return registers.registerw("SDHCI interrupts", 0x30);
    }

    /** Return the register with errors; writing ones clears them. */
    public Register errors() {
        return registers.registerw("SDHCI errors", 0x32);
    }

    /** Return the register with the argument of the next command. */
    public Register argument() {
        return registers.registerl("SDHCI argument", ARGUMENT);
    }

    /** Return the reset register, whose bits clear themselves. */
    public Register reset() {
        return registers.registerb("SDHCI reset", 0x2f);
    }

    /** Return the clock register. */
    public Register clock() {
        return registers.registerw("SDHCI clock", CLOCK);
    }

    /** Return the lower half of the capabilities. */
    public Register capabilities() {
        return registers.registerl("SDHCI capabilities", 0x40);
    }

    /** Return the upper half of the capabilities. */
    public Register capabilitiesHigh() {
        return registers.registerl("SDHCI upper capabilities", 0x44);
    }

    /**
     * Return the register with the maximum current for each of three voltages, in units of 4 mA.
     */
    public Register maximumCurrent() {
        return registers.registerl("SDHCI maximum current", 0x48);
    }

    /**
     * Return the register with the vendor's version and, in the lower byte, that of the
     * specification less 1.
     */
    public Register version() {
        return registers.registerw("SDHCI version", 0xfe);
    }

    /**
     * Return the register with a word of the response to the last command, 0 to 3 with the lowest
     * bits first.
     */
    public Register answer(int word) {
        return registers.registerl("SDHCI answer " + word, RESPONSE + 4L * word);
    }

    /** Reset the controller, power the card up, start the clock, and enable all status bits. */
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
     * Send a command and wait for the response.
     *
     * @return the lowest 32 bits of the response
     * @throws org.qemu.functional.qtest.RegisterError if none was received
     */
    public long send(int index, long argument, Answer answer) {
        issue(index, argument, answer);
        expectDone();
        return answer == Answer.NONE ? 0 : answer(0).read();
    }

    /** Send a command without waiting for the response. */
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

    /**
     * Send a command and read blocks by PIO; then stop the transfer if there are several blocks.
     */
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

    /**
     * Send a command and write blocks by PIO; then stop the transfer if there are several blocks.
     */
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
     * Send a command and read blocks to memory by DMA; then stop the transfer if there are several
     * blocks.
     *
     * @param address a multiple of 512 KiB, unless the data ends before the next one
     */
    public void readDma(int index, long argument, int size, int count, long address) {
        registers.writel(SYSTEM_ADDRESS, address);
        sendForBlocks(index, argument, MODE_READ | MODE_DMA, size, count);
        interrupts().await(TRANSFER_DONE, TRANSFER_DONE);
        errors().expect(0);
    }
}
