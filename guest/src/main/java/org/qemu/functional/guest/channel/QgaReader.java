package org.qemu.functional.guest.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Takes apart, on a thread of its own, what a guest agent says: lines, some of them delimited. */
final class QgaReader implements AutoCloseable {
    /** The byte before a reply that nothing of an earlier session can be taken for. */
    static final int DELIMITER = 0xff;

    /** The agent's JSON parser has the same bound: commands.c there. */
    static final int LONGEST_REPLY = 64 << 20;

    private static final int AT_ONCE = 1 << 16;

    /** Who takes lines. */
    interface Lines {
        void received(byte[] line, boolean delimited);
    }

    private final SocketChannel channel;
    private final Lines lines;
    private final Consumer<Throwable> ended;
    private final Selector readable;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean delimited;
    private volatile boolean closed;

    /**
     * Use a connection that does not block.
     *
     * @param ended is told why there are no more lines
     */
    QgaReader(SocketChannel channel, Lines lines, Consumer<Throwable> ended) throws IOException {
        this.channel = channel;
        this.lines = lines;
        this.ended = ended;
        readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
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
                received.clear();
                await(received);
                received.flip();
                while (received.hasRemaining()) {
                    take(received.get());
                }
            }
        } catch (IOException | RuntimeException e) {
            ended.accept(closed ? new AssertionError("the channel to the guest was closed") : e);
        }
    }

    private void await(ByteBuffer target) throws IOException {
        while (!closed) {
            int count = channel.read(target);
            if (count < 0) {
                throw new IOException("the connection to the guest agent ended");
            }
            if (count > 0) {
                return;
            }
            readable.select();
            readable.selectedKeys().clear();
        }
        throw new IOException("closed");
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

    @Override
    public void close() {
        closed = true;
        readable.wakeup();
        try {
            channel.close();
            readable.close();
        } catch (IOException e) {
            // It is gone, whichever way.
        }
    }
}
