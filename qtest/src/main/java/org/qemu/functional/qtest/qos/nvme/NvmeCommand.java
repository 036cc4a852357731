package org.qemu.functional.qtest.qos.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A command of 64 bytes ("NVM Express Base Specification" 1.4, 4.2). */
public final class NvmeCommand {
    /** Of the administration queue: delete a submission queue. */
    public static final int DELETE_SUBMISSION_QUEUE = 0x00;

    /** Of the administration queue: create a submission queue. */
    public static final int CREATE_SUBMISSION_QUEUE = 0x01;

    /** Of the administration queue: delete a completion queue. */
    public static final int DELETE_COMPLETION_QUEUE = 0x04;

    /** Of the administration queue: create a completion queue. */
    public static final int CREATE_COMPLETION_QUEUE = 0x05;

    /** Of the administration queue: describe the controller or a namespace. */
    public static final int IDENTIFY = 0x06;

    /** Of the administration queue: set a feature. */
    public static final int SET_FEATURES = 0x09;

    /** Of the administration queue: return a feature. */
    public static final int GET_FEATURES = 0x0a;

    /** Of the administration queue: complete when the controller has an event. */
    public static final int ASYNCHRONOUS_EVENT_REQUEST = 0x0c;

    /** Write cached data to the medium. */
    public static final int FLUSH = 0x00;

    /** Write blocks. */
    public static final int WRITE = 0x01;

    /** Read blocks. */
    public static final int READ = 0x02;

    /** Compare blocks with data. */
    public static final int COMPARE = 0x05;

    /** Fill blocks with zeros. */
    public static final int WRITE_ZEROES = 0x08;

    /** The size in bytes. */
    static final int SIZE = 64;

    private static final int NO_DATA = 0;

    private final int opcode;
    private final int namespace;
    private final long data;
    private final long moreData;
    private final int[] words;

    private NvmeCommand(int opcode, int namespace, long data, long moreData, int[] words) {
        this.opcode = opcode;
        this.namespace = namespace;
        this.data = data;
        this.moreData = moreData;
        this.words = words;
    }

    /**
     * Create a command.
     *
     * @param namespace the number of the namespace; 0 for none
     * @param words words 10 to 15, of which the last may be omitted
     */
    public static NvmeCommand of(int opcode, int namespace, int... words) {
        return new NvmeCommand(opcode, namespace, NO_DATA, NO_DATA, words.clone());
    }

    /**
     * Return this command with the address of its data.
     *
     * @param first the address of the data up to the end of its page
     * @param second the address of the next page, or of a list of pages; 0 if there is none
     */
    public NvmeCommand withData(long first, long second) {
        return new NvmeCommand(opcode, namespace, first, second, words);
    }

    byte[] bytes(int id) {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(opcode | id << 16).putInt(namespace);
        bytes.putLong(24, data).putLong(32, moreData);
        bytes.position(40);
        Arrays.stream(words).forEach(bytes::putInt);
        return bytes.array();
    }

    @Override
    public String toString() {
        return "command 0x%02x for namespace %d".formatted(opcode, namespace);
    }
}
