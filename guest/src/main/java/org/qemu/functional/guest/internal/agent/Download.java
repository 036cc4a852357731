package org.qemu.functional.guest.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.qemu.functional.guest.internal.channel.Cancellation;

/** Read a file of the guest with flow control. */
final class Download implements AgentLink.Receiver {
    private static final int WORTH_TELLING = AgentFrame.WINDOW / 4;

    private final AgentOperation operation;
    private final Reply end = new Reply();
    private final Deque<byte[]> blocks = new ArrayDeque<>();
    private int mode;

    Download(AgentOperation operation) {
        this.operation = operation;
    }

    @Override
    public synchronized void received(AgentFrame frame) {
        switch (frame.type()) {
            case AgentFrame.ATTRIBUTES -> mode = frame.buffer().getInt();
            case AgentFrame.OUTPUT -> blocks.add(frame.payload());
            default -> end.received(frame);
        }
        notifyAll();
    }

    @Override
    public synchronized void broken(Throwable cause) {
        end.broken(cause);
        notifyAll();
    }

    int run(String path, OutputStream content, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        operation.register(this);
        try {
            operation.send(AgentFrame.GET, path.getBytes(UTF_8));
            int taken = 0;
            Deque<byte[]> ready = awaitBlocks(deadline);
            while (!ready.isEmpty()) {
                for (byte[] block : ready) {
                    content.write(block);
                    taken += block.length;
                }
                if (taken >= WORTH_TELLING) {
                    grant(taken);
                    taken = 0;
                }
                ready = awaitBlocks(deadline);
            }
            operation.await(
                    end, "the guest to read '%s'".formatted(path), Cancellation.left(deadline));
            return mode;
        } finally {
            if (!end.future().isDone()) {
                operation.sendIfPossible(AgentFrame.CANCEL, new byte[0]);
            }
            operation.forget();
        }
    }

    private void grant(int taken) {
        byte[] payload = ByteBuffer.allocate(5).put((byte) AgentFrame.OUTPUT).putInt(taken).array();
        operation.send(AgentFrame.GRANT, payload);
    }

    /** Return the received blocks; none at the end of the file or after the deadline. */
    private synchronized Deque<byte[]> awaitBlocks(long deadline) throws IOException {
        while (blocks.isEmpty() && !end.future().isDone()) {
            long left = Cancellation.left(deadline).toMillis();
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the guest sends a file", e);
            }
        }
        Deque<byte[]> ready = new ArrayDeque<>(blocks);
        blocks.clear();
        return ready;
    }
}
