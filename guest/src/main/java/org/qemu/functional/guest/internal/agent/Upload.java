package org.qemu.functional.guest.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.qemu.functional.guest.internal.channel.Cancellation;

/** Write a file of the guest with flow control. */
final class Upload implements AgentLink.Receiver {
    private final AgentOperation operation;
    private final Reply end = new Reply();
    private int room = AgentFrame.WINDOW;

    Upload(AgentOperation operation) {
        this.operation = operation;
    }

    @Override
    public synchronized void received(AgentFrame frame) {
        if (frame.type() == AgentFrame.DATA_TAKEN) {
            room += frame.buffer().getInt();
        } else {
            end.received(frame);
        }
        notifyAll();
    }

    @Override
    public synchronized void broken(Throwable cause) {
        end.broken(cause);
        notifyAll();
    }

    void run(InputStream content, String path, int mode, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        operation.register(this);
        boolean whole = false;
        try {
            byte[] name = path.getBytes(UTF_8);
            operation.send(
                    AgentFrame.PUT,
                    ByteBuffer.allocate(Integer.BYTES + name.length)
                            .putInt(mode)
                            .put(name)
                            .array());
            byte[] block = new byte[AgentFrame.BLOCK];
            int count = content.readNBytes(block, 0, block.length);
            while (count > 0 && awaitRoom(count, deadline)) {
                operation.send(AgentFrame.PUT_DATA, Arrays.copyOf(block, count));
                count = content.readNBytes(block, 0, block.length);
            }
            if (!end.future().isDone()) {
                operation.send(AgentFrame.PUT_ENDS, new byte[0]);
            }
            operation.await(
                    end, "the guest to write '%s'".formatted(path), Cancellation.left(deadline));
            whole = true;
        } finally {
            if (!whole) {
                operation.sendIfPossible(AgentFrame.CANCEL, new byte[0]);
            }
            operation.forget();
        }
    }

    /** Return false if the guest has ended the transfer, which it does only after an error. */
    private synchronized boolean awaitRoom(int count, long deadline) throws IOException {
        while (room < count && !end.future().isDone()) {
            long left = Cancellation.left(deadline).toMillis();
            if (left <= 0) {
                throw new IOException(
                        "the guest accepted no more of the file within the time limit");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the guest takes a file", e);
            }
        }
        room -= count;
        return !end.future().isDone();
    }
}
