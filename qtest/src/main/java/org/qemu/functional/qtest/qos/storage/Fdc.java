package org.qemu.functional.qtest.qos.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/**
 * A PC's floppy disk controller (Intel 82078 data sheet, chapters 2, 5 and 6; {@code
 * hw/block/fdc.c}).
 */
public final class Fdc {
    /** The interrupt line of the controller. */
    public static final int IRQ = 6;

    /** The channel of {@link IsaDma}. */
    public static final int DMA_CHANNEL = 2;

    /** The number of bytes in a sector. */
    public static final int SECTOR = 512;

    /** A bit of the output: 0 holds the controller in reset. */
    public static final int NOT_RESET = 0x04;

    /** A bit of the output: transfer data by DMA. */
    public static final int DMA = 0x08;

    /** A bit of the main status: a command is being executed. */
    public static final int BUSY = 0x10;

    /** A bit of the main status: data is being transferred without DMA. */
    public static final int NON_DMA = 0x20;

    /** A bit of the main status: the next byte must be read, not written. */
    public static final int TO_HOST = 0x40;

    /** A bit of the main status: a byte can be read or written. */
    public static final int REQUEST = 0x80;

    /** A bit of the input: the medium was changed, or there is none. */
    public static final int CHANGED = 0x80;

    /** A field of the first status of a result: how the command ended; 0 if it ended normally. */
    public static final int ST0_END = 0xc0;

    /** A value of {@link #ST0_END}: the command ended too early. */
    public static final int ST0_ABNORMAL = 0x40;

    /** A value of {@link #ST0_END}: there is no such command. */
    public static final int ST0_INVALID = 0x80;

    /** A bit of the first status of a result: a seek has ended. */
    public static final int ST0_SEEK = 0x20;

    /** A bit of the second status of a result: the medium is write-protected. */
    public static final int ST1_PROTECTED = 0x02;

    /** A command: set times, and whether to use DMA. */
    public static final int SPECIFY = 0x03;

    /** A command: return the status of a drive. */
    public static final int SENSE_DRIVE = 0x04;

    /** A command: seek cylinder 0. */
    public static final int RECALIBRATE = 0x07;

    /** A command: return the reason for the interrupt. */
    public static final int SENSE_INTERRUPT = 0x08;

    /** A command: seek a cylinder. */
    public static final int SEEK = 0x0f;

    /** A command: return the version. */
    public static final int VERSION = 0x10;

    /** A command: write sectors with double density. */
    public static final int WRITE = 0x45;

    /** A command: read sectors with double density. */
    public static final int READ = 0x46;

    /** A command: read the ID of the next sector with double density. */
    public static final int READ_ID = 0x4a;

    /** A command: compare sectors with their checksums with double density. */
    public static final int VERIFY = 0x56;

    /** A command: seek outward by a number of cylinders. */
    public static final int SEEK_OUT = 0x8f;

    /** A command: seek inward by a number of cylinders. */
    public static final int SEEK_IN = 0xcf;

    /** A bit of a command for sectors: continue on the other side. */
    public static final int BOTH_SIDES = 0x80;

    private static final int PORTS = 0x3f0;
    private static final int FIFO = PORTS + 5;
    private static final int SIZE_512 = 2;
    private static final int GAP = 0x1b;

    private final QTest qtest;
    private final Register output;
    private final Register mainStatus;
    private final Register fifo;
    private final Register input;

    private Fdc(QTest qtest) {
        this.qtest = qtest;
        Region ports = qtest.ports();
        output = ports.registerb("FDC output", PORTS + 2);
        mainStatus = ports.registerb("FDC main status", PORTS + 4);
        fifo = ports.registerb("FDC FIFO", FIFO);
        input = ports.registerb("FDC input", PORTS + 7);
    }

    /** Return a driver for the first controller of a PC. */
    public static Fdc of(QTest qtest) {
        return new Fdc(qtest);
    }

    /** Return the digital output register, DOR: drive, reset, DMA and motors. */
    public Register output() {
        return output;
    }

    /** Return the main status register, MSR: whether a byte can be read or written. */
    public Register mainStatus() {
        return mainStatus;
    }

    /** Return the digital input register, DIR: whether the medium was changed. */
    public Register input() {
        return input;
    }

    /** Reset the controller. */
    public void reset() {
        long before = output.read();
        output.write(before & ~NOT_RESET);
        output.write(before | NOT_RESET);
    }

    /** Choose whether to transfer data by DMA. */
    public void useDma(boolean dma) {
        if (dma) {
            output.set(DMA);
        } else {
            output.clear(DMA);
        }
    }

    /** Send a command with its parameters. */
    public void send(int... bytes) {
        for (int value : bytes) {
            mainStatus.expect(REQUEST | TO_HOST, REQUEST);
            fifo.write(value);
        }
    }

    /** Receive a byte of a result. */
    public int receive() {
        mainStatus.expect(REQUEST | TO_HOST, REQUEST | TO_HOST);
        return (int) fifo.read();
    }

    /** Check that the controller is waiting for a command. */
    public void expectIdle() {
        mainStatus.expect(REQUEST | TO_HOST | NON_DMA | BUSY, REQUEST);
    }

    /**
     * Acknowledge the interrupt and return its reason: the status and the cylinder of the drive.
     */
    public SeekEnd senseInterrupt() {
        send(SENSE_INTERRUPT);
        SeekEnd end = new SeekEnd(receive(), receive());
        expectIdle();
        return end;
    }

    /**
     * The result of a seek.
     *
     * @param st0 the status
     * @param cylinder the position of the drive's heads
     */
    public record SeekEnd(int st0, int cylinder) {}

    /** Seek a cylinder of a drive, and acknowledge the interrupt. */
    public SeekEnd seek(int drive, int cylinder) {
        send(SEEK, drive, cylinder);
        return senseInterrupt();
    }

    /** Send a command for sectors of drive 0 up to and including the last one. */
    public void sendForSectors(int code, int cylinder, int head, int first, int last) {
        send(code, head << 2, cylinder, head, first, SIZE_512, last, GAP, 0xff);
    }

    /** Read the data of a number of sectors by PIO. */
    public byte[] take(int sectors) {
        byte[] data = new byte[sectors * SECTOR];
        for (int from = 0; from < data.length; from += SECTOR) {
            int phase = REQUEST | TO_HOST | NON_DMA | BUSY;
            mainStatus.await(phase, phase);
            Batch batch = qtest.batch();
            List<LongSupplier> bytes = new ArrayList<>();
            for (int i = 0; i < SECTOR; i++) {
                bytes.add(batch.inb(FIFO));
            }
            batch.run();
            for (int i = 0; i < SECTOR; i++) {
                data[from + i] = (byte) bytes.get(i).getAsLong();
            }
        }
        return data;
    }

    /** Write whole sectors by PIO. */
    public void give(byte[] data) {
        for (int from = 0; from < data.length; from += SECTOR) {
            mainStatus.await(REQUEST | TO_HOST | NON_DMA | BUSY, REQUEST | NON_DMA | BUSY);
            Batch batch = qtest.batch();
            for (int i = 0; i < SECTOR; i++) {
                batch.outb(FIFO, data[from + i] & 0xff);
            }
            batch.run();
        }
    }

    /** Wait for the result of a command for sectors, and return all of it. */
    public FdcResult result() {
        int phase = REQUEST | TO_HOST | BUSY;
        mainStatus.await(phase | NON_DMA, phase);
        return new FdcResult(
                receive(), receive(), receive(), receive(), receive(), receive(), receive());
    }
}
