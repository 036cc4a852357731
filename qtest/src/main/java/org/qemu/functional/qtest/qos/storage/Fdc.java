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
    /** Its interrupt. */
    public static final int IRQ = 6;

    /** Its channel of {@link IsaDma}. */
    public static final int DMA_CHANNEL = 2;

    /** The bytes of a sector. */
    public static final int SECTOR = 512;

    /** In the output: 0 holds it in reset. */
    public static final int NOT_RESET = 0x04;

    /** In the output: data is moved by DMA. */
    public static final int DMA = 0x08;

    /** In the main status: a command is being executed. */
    public static final int BUSY = 0x10;

    /** In the main status: data is moved, and not by DMA. */
    public static final int NON_DMA = 0x20;

    /** In the main status: there is something to be read, not to be written. */
    public static final int TO_HOST = 0x40;

    /** In the main status: a byte may be read or written. */
    public static final int REQUEST = 0x80;

    /** In the input: the medium was changed, or there is none. */
    public static final int CHANGED = 0x80;

    /** In the first status of a result: what ended the command, 0 if nothing did. */
    public static final int ST0_END = 0xc0;

    /** In the first status of a result: the command ended too early. */
    public static final int ST0_ABNORMAL = 0x40;

    /** In the first status of a result: no such command. */
    public static final int ST0_INVALID = 0x80;

    /** In the first status of a result: a seek was done. */
    public static final int ST0_SEEK = 0x20;

    /** In the second status of a result: the medium is protected. */
    public static final int ST1_PROTECTED = 0x02;

    /** A command: specify times, and whether to use DMA. */
    public static final int SPECIFY = 0x03;

    /** A command: tell about a drive. */
    public static final int SENSE_DRIVE = 0x04;

    /** A command: go to cylinder 0. */
    public static final int RECALIBRATE = 0x07;

    /** A command: tell the reason of the interrupt. */
    public static final int SENSE_INTERRUPT = 0x08;

    /** A command: go to a cylinder. */
    public static final int SEEK = 0x0f;

    /** A command: tell the version. */
    public static final int VERSION = 0x10;

    /** A command: write sectors, double density. */
    public static final int WRITE = 0x45;

    /** A command: read sectors, double density. */
    public static final int READ = 0x46;

    /** A command: read the number of the next sector, double density. */
    public static final int READ_ID = 0x4a;

    /** A command: compare sectors with their check sums, double density. */
    public static final int VERIFY = 0x56;

    /** A command: go so many cylinders to the outside. */
    public static final int SEEK_OUT = 0x8f;

    /** A command: go so many cylinders to the inside. */
    public static final int SEEK_IN = 0xcf;

    /** In a command for sectors: go on with the other side. */
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

    /** Drive the first controller of a PC. */
    public static Fdc of(QTest qtest) {
        return new Fdc(qtest);
    }

    /** The output, DOR: drive, reset, DMA and motors. */
    public Register output() {
        return output;
    }

    /** The main status, MSR: whether it wants to be read or written. */
    public Register mainStatus() {
        return mainStatus;
    }

    /** The input, DIR: whether the medium was changed. */
    public Register input() {
        return input;
    }

    /** Hold it in reset, and let it go. */
    public void reset() {
        long before = output.read();
        output.write(before & ~NOT_RESET);
        output.write(before | NOT_RESET);
    }

    /** Move data by DMA or not. */
    public void useDma(boolean dma) {
        if (dma) {
            output.set(DMA);
        } else {
            output.clear(DMA);
        }
    }

    /** Send a command with what it wants to know. */
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

    /** Make sure that it waits for a command. */
    public void expectIdle() {
        mainStatus.expect(REQUEST | TO_HOST | NON_DMA | BUSY, REQUEST);
    }

    /** Ask for the reason of the interrupt; its status has the drive's cylinder behind it. */
    public SeekEnd senseInterrupt() {
        send(SENSE_INTERRUPT);
        SeekEnd end = new SeekEnd(receive(), receive());
        expectIdle();
        return end;
    }

    /**
     * How a seek has ended.
     *
     * @param st0 the status
     * @param cylinder where the drive's heads are
     */
    public record SeekEnd(int st0, int cylinder) {}

    /** Go to a cylinder of a drive, and take its interrupt back. */
    public SeekEnd seek(int drive, int cylinder) {
        send(SEEK, drive, cylinder);
        return senseInterrupt();
    }

    /** Send a command for sectors of drive 0 up to the last one that is given. */
    public void sendForSectors(int code, int cylinder, int head, int first, int last) {
        send(code, head << 2, cylinder, head, first, SIZE_512, last, GAP, 0xff);
    }

    /** Take data by PIO, that of so many sectors. */
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

    /** Give data by PIO, whole sectors. */
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

    /** Wait for the result of a command for sectors and take it, all of it. */
    public FdcResult result() {
        int phase = REQUEST | TO_HOST | BUSY;
        mainStatus.await(phase | NON_DMA, phase);
        return new FdcResult(
                receive(), receive(), receive(), receive(), receive(), receive(), receive());
    }
}
