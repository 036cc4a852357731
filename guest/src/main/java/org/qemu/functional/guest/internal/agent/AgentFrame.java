package org.qemu.functional.guest.internal.agent;

import java.nio.ByteBuffer;

/**
 * A message to or from {@code guest-agent.pl}, which uses the same constants: a length (32 bits,
 * big endian, of the following bytes), a type (8 bits), an id (32 bits), a payload.
 */
public final class AgentFrame {
    static final int HEADER = 9;

    /** The maximum payload of a frame, in bytes; a longer one is noise. */
    static final int LONGEST = 1 << 22;

    /** The maximum size of a block of data, in bytes. */
    static final int BLOCK = 65536;

    /**
     * The number of bytes of a stream that may be in flight before the other end acknowledges some.
     */
    static final int WINDOW = 1 << 20;

    static final char RUN = 'R';
    static final char RUN_MUTE = 'r';
    static final char INPUT = 'I';
    static final char INPUT_ENDS = 'J';
    static final char SIGNAL = 'K';
    static final char GRANT = 'G';
    static final char PUT = 'P';
    static final char PUT_DATA = 'D';
    static final char PUT_ENDS = 'F';
    static final char GET = 'T';
    static final char WATCH = 'W';
    static final char CANCEL = 'C';
    static final char BECOME = 'S';
    static final char PING = 'N';

    public static final char HELLO = 'h';
    static final char OUTPUT = 'O';
    static final char ERRORS = 'E';
    static final char INPUT_TAKEN = 'g';
    public static final char EXITED = 'x';
    static final char DATA_TAKEN = 'd';
    static final char ATTRIBUTES = 't';
    static final char DONE = 'f';
    static final char PONG = 'n';
    static final char FAILED = 'X';

    private final char type;
    private final int id;
    private final byte[] payload;

    /**
     * Create a frame.
     *
     * @param id the id of the command, transfer or question
     * @param payload kept, not copied
     */
    public AgentFrame(char type, int id, byte[] payload) {
        this.type = type;
        this.id = id;
        this.payload = payload;
    }

    public char type() {
        return type;
    }

    public int id() {
        return id;
    }

    public byte[] payload() {
        return payload;
    }

    /** Return the number of bytes of the encoded frame. */
    public int length() {
        return HEADER + payload.length;
    }

    public void encode(ByteBuffer target) {
        target.putInt(length() - Integer.BYTES).put((byte) type).putInt(id).put(payload);
    }

    /** Return the payload as a buffer of numbers and text. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(payload);
    }
}
