package org.qemu.functional.vfiouser.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes messages from well-formed ones: some are left alone, so that later ones get further. */
final class MessageMutator {
    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        16,
        32,
        255,
        256,
        4095,
        4096,
        0xffff,
        0x10000,
        1 << 20,
        (1 << 20) + 1,
        (1 << 20) + 32,
        Integer.MAX_VALUE,
        0xffff_ffffL,
        Long.MAX_VALUE,
        -1,
        Long.MIN_VALUE,
        -4096,
        8L << 40
    };

    /** Where a header has its size. */
    private static final int SIZE = 4;

    private final Random random;
    private final List<byte[]> corpus = MessageCorpus.messages();

    MessageMutator(Random random) {
        this.random = random;
    }

    /** Return the first message of a connection, which is rarely mutated. */
    byte[] version() {
        byte[] version = MessageCorpus.version(random.nextInt(8) == 0);
        return random.nextInt(20) == 0 ? mutated(version) : version;
    }

    /** Return another message. */
    byte[] next() {
        byte[] message = corpus.get(random.nextInt(corpus.size())).clone();
        return random.nextInt(3) == 0 ? message : mutated(message);
    }

    private byte[] mutated(byte[] message) {
        byte[] result = message;
        for (int i = random.nextInt(4); i >= 0; i--) {
            result = mutatedOnce(result);
        }
        if (random.nextInt(4) != 0 && result.length >= SIZE + Integer.BYTES) {
            // Most messages tell their size, else the server would only look at their headers.
            little(result).putInt(SIZE, result.length);
        }
        return result;
    }

    private byte[] mutatedOnce(byte[] message) {
        if (message.length == 0) {
            return message;
        }
        switch (random.nextInt(7)) {
            case 0 -> message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> message[random.nextInt(message.length)] = (byte) random.nextInt();
            case 2 -> {
                int at = random.nextInt(message.length) & ~3;
                if (at + Integer.BYTES <= message.length) {
                    little(message).putInt(at, (int) edge());
                }
            }
            case 3 -> {
                int at = random.nextInt(message.length) & ~7;
                if (at + Long.BYTES <= message.length) {
                    little(message).putLong(at, edge());
                }
            }
            case 4 -> {
                return Arrays.copyOf(message, random.nextInt(message.length + 1));
            }
            case 5 -> {
                return Arrays.copyOf(message, message.length + random.nextInt(64));
            }
            default -> message[Math.min(2, message.length - 1)] = (byte) random.nextInt(21);
        }
        return message;
    }

    private long edge() {
        return EDGES[random.nextInt(EDGES.length)]
                + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
    }

    private static ByteBuffer little(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    }
}
