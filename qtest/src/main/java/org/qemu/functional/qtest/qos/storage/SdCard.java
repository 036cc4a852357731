package org.qemu.functional.qtest.qos.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.storage.Sdhci.Answer;

/** An SD card in a controller (SD Physical Layer Simplified Specification 3.01, chapter 4). */
public final class SdCard {
    /** The number of bytes in a block. */
    public static final int BLOCK = 512;

    private static final int GO_IDLE = 0;
    private static final int ALL_SEND_ID = 2;
    private static final int SEND_ADDRESS = 3;
    private static final int SELECT = 7;
    private static final int SEND_CONDITION = 8;
    private static final int SEND_DATA = 9;
    private static final int SEND_STATUS = 13;
    private static final int SET_BLOCK = 16;
    private static final int READ = 17;
    private static final int READ_SEVERAL = 18;
    private static final int WRITE = 24;
    private static final int WRITE_SEVERAL = 25;
    private static final int OPERATE = 41;
    private static final int APPLICATION = 55;

    /** A supply voltage of 2.7 to 3.6 V, and a check pattern that the card returns. */
    private static final long CONDITION = 0x1aa;

    private static final long ALL_VOLTAGES = 0x00ff_8000L;
    private static final long HIGH_CAPACITY = 1L << 30;
    private static final long READY = 1L << 31;

    private final Sdhci host;
    private final long address;
    private final boolean highCapacity;
    private final byte[] id;

    private SdCard(Sdhci host, long address, boolean highCapacity, byte[] id) {
        this.host = host;
        this.address = address;
        this.highCapacity = highCapacity;
        this.id = id;
    }

    /**
     * Start the controller, and initialize its card for data transfers.
     *
     * @throws AssertionError if there is no card, or it does not respond as specified
     */
    public static SdCard start(Sdhci host) {
        host.start();
        host.state().expect(Sdhci.CARD_PRESENT, Sdhci.CARD_PRESENT);
        host.send(GO_IDLE, 0, Answer.NONE);
        host.send(SEND_CONDITION, CONDITION, Answer.SHORT);
        host.answer(0).expect(CONDITION);
        boolean highCapacity = operate(host);
        host.send(ALL_SEND_ID, 0, Answer.LONG);
        byte[] id = longAnswer(host);
        long address = host.send(SEND_ADDRESS, 0, Answer.SHORT) & 0xffff_0000L;
        host.send(SELECT, address, Answer.BUSY);
        host.send(SET_BLOCK, BLOCK, Answer.SHORT);
        return new SdCard(host, address, highCapacity, id);
    }

    /** Power the card up, and return whether its addresses are block numbers. */
    private static boolean operate(Sdhci host) {
        long[] conditions = new long[1];
        boolean ready =
                Poll.until(
                        Register.TIMEOUT,
                        () -> {
                            host.send(APPLICATION, 0, Answer.SHORT);
                            conditions[0] =
                                    host.send(
                                            OPERATE,
                                            ALL_VOLTAGES | HIGH_CAPACITY,
                                            Answer.UNCHECKED);
                            return (conditions[0] & READY) != 0;
                        });
        if (!ready) {
            throw new AssertionError(
                    "the SD card did not power up within %d s; its operating conditions are 0x%08x"
                            .formatted(Register.TIMEOUT.toSeconds(), conditions[0]));
        }
        return (conditions[0] & HIGH_CAPACITY) != 0;
    }

    /** Return a response of 120 bits, the upper ones first; the controller removes the checksum. */
    private static byte[] longAnswer(Sdhci host) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        for (int word = 3; word >= 0; word--) {
            bytes.putInt((int) host.answer(word).read());
        }
        byte[] found = new byte[15];
        bytes.position(1).get(found);
        return found;
    }

    /** Return the product name, 5 characters. */
    public String product() {
        return new String(id, 3, 5, US_ASCII);
    }

    /** Return the relative address of the card, 16 bits. */
    public int address() {
        return (int) (address >>> 16);
    }

    /** Return whether the capacity is above 2 GiB, so that addresses are block numbers. */
    public boolean highCapacity() {
        return highCapacity;
    }

    /** Return the capacity in bytes that the card reports (5.3). */
    public long capacity() {
        host.send(SELECT, 0, Answer.NONE);
        host.send(SEND_DATA, address, Answer.LONG);
        byte[] data = longAnswer(host);
        host.send(SELECT, address, Answer.BUSY);
        if (data[0] >>> 6 != 0) {
            long size = (data[7] & 0x3fL) << 16 | (data[8] & 0xffL) << 8 | (data[9] & 0xffL);
            return (size + 1) << 19;
        }
        long size = (data[6] & 3L) << 10 | (data[7] & 0xffL) << 2 | (data[8] & 0xffL) >>> 6;
        int multiplier = (data[9] & 3) << 1 | (data[10] & 0x80) >>> 7;
        int block = data[5] & 0xf;
        return (size + 1) << (multiplier + 2) << block;
    }

    /** Return the state of the card: 4 if it is waiting for a transfer (4.10.1). */
    public int state() {
        return (int) (host.send(SEND_STATUS, address, Answer.SHORT) >>> 9) & 0xf;
    }

    private long argument(long block) {
        return highCapacity ? block : block * BLOCK;
    }

    /** Read blocks by PIO. */
    public byte[] read(long block, int count) {
        return host.read(count > 1 ? READ_SEVERAL : READ, argument(block), BLOCK, count);
    }

    /** Write blocks by PIO. */
    public void write(long block, byte[] data) {
        host.write(data.length > BLOCK ? WRITE_SEVERAL : WRITE, argument(block), data, BLOCK);
    }

    /** Read blocks to memory by DMA. */
    public void readDma(long block, int count, long memory) {
        host.readDma(count > 1 ? READ_SEVERAL : READ, argument(block), BLOCK, count, memory);
    }
}
