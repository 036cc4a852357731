package org.qemu.functional.guest.internal.qga;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.qemu.functional.guest.internal.channel.GuestSocket;

/** Split the output of a guest agent into lines, some of them delimited, on a thread of its own. */
final class QgaReader {
    /** The byte before a reply, which separates it from data of an earlier session. */
    static final int DELIMITER = 0xff;

    /**
     * The maximum length of a reply, which equals the limit of the agent's own JSON parser:
     * commands.c there.
     */
    static final int LONGEST_REPLY = 64 << 20;

    private static final int AT_ONCE = 1 << 16;

    /** Receives lines. */
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
     * @param ended receives the reason why there are no more lines
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
