package org.qemu.functional.guest.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes apart, on a thread of its own, what a guest agent says: lines, some of them delimited. */
final class QgaReader {
    /** The byte before a reply that nothing of an earlier session can be taken for. */
    static final int DELIMITER = 0xff;

    /** The agent's JSON parser has the same bound: commands.c there. */
    static final int LONGEST_REPLY = 64 << 20;

    private static final int AT_ONCE = 1 << 16;

    /** Who takes lines. */
    interface Lines {
        void received(byte[] line, boolean delimited);
    }

    private final GuestSocket socket;
    private final Lines lines;
    private final Consumer<Throwable> ended;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean delimited;

    /**
     * Prepare to read.
     *
     * @param ended is told why there are no more lines
     */
    QgaReader(GuestSocket socket, Lines lines, Consumer<Throwable> ended) {
        this.socket = socket;
        this.lines = lines;
        this.ended = ended;
    }

    void start(String name) {
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            ByteBuffer received = ByteBuffer.allocate(AT_ONCE);
            while (true) {
                int unused = socket.read(received.clear());
                received.flip();
                while (received.hasRemaining()) {
                    take(received.get());
                }
            }
        } catch (IOException | RuntimeException e) {
            ended.accept(e);
        }
    }

    private void take(byte next) throws IOException {
        if ((next & 0xff) == DELIMITER) {
            line.reset();
            delimited = true;
        } else if (next != '\n') {
            line.write(next);
            if (line.size() > LONGEST_REPLY) {
                throw new IOException("the guest agent has sent 64 MiB without the end of a line");
            }
        } else {
            lines.received(line.toByteArray(), delimited);
            line.reset();
            delimited = false;
        }
    }
}
