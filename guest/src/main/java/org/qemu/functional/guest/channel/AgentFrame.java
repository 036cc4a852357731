package org.qemu.functional.guest.channel;

import java.nio.ByteBuffer;

/**
 * A message to or from {@code guest-agent.pl}, which has the same numbers: a length (32 bits, big
 * endian, of what follows it), a type (8 bits), an id (32 bits), a payload.
 */
final class AgentFrame {
    static final int HEADER = 9;

    /** What no frame's payload exceeds, in bytes; a longer one is noise. */
    static final int LONGEST = 1 << 22;

    /** What a block of data has at most, in bytes. */
    static final int BLOCK = 65536;

    /**
     * How many bytes may be under way on a stream before the other end says that it has taken some.
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

    static final char HELLO = 'h';
    static final char OUTPUT = 'O';
    static final char ERRORS = 'E';
    static final char INPUT_TAKEN = 'g';
    static final char EXITED = 'x';
    static final char DATA_TAKEN = 'd';
    static final char ATTRIBUTES = 't';
    static final char DONE = 'f';
    static final char PONG = 'n';
    static final char FAILED = 'X';

    private final char type;
    private final int id;
    private final byte[] payload;

    /**
     * Make one.
     *
     * @param id of the command, transfer or question that it belongs to
     * @param payload is kept, not copied
     */
    AgentFrame(char type, int id, byte[] payload) {
        this.type = type;
        this.id = id;
        this.payload = payload;
    }

    char type() {
        return type;
    }

    int id() {
        return id;
    }

    byte[] payload() {
        return payload;
    }

    /** How many bytes it is when it travels. */
    int length() {
        return HEADER + payload.length;
    }

    void encode(ByteBuffer target) {
        target.putInt(length() - Integer.BYTES).put((byte) type).putInt(id).put(payload);
    }

    /** The payload as numbers and text. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(payload);
    }
}
