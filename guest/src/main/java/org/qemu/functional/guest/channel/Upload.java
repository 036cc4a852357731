package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** Writes a file of the guest, with no more under way than it has taken. */
final class Upload implements AgentLink.Receiver {
    private final AgentChannel channel;
    private final Reply end = new Reply();
    private int room = Frame.WINDOW;

    Upload(AgentChannel channel) {
        this.channel = channel;
    }

    @Override
    public synchronized void received(Frame frame) {
        if (frame.type() == Frame.DATA_TAKEN) {
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
        int id = channel.link().register(this);
        boolean whole = false;
        try {
            byte[] name = path.getBytes(UTF_8);
            channel.send(
                    new Frame(
                            Frame.PUT,
                            id,
                            ByteBuffer.allocate(Integer.BYTES + name.length)
                                    .putInt(mode)
                                    .put(name)
                                    .array()));
            byte[] block = new byte[Frame.BLOCK];
            int count = content.readNBytes(block, 0, block.length);
            while (count > 0 && awaitRoom(count, deadline)) {
                channel.send(new Frame(Frame.PUT_DATA, id, Arrays.copyOf(block, count)));
                count = content.readNBytes(block, 0, block.length);
            }
            if (!end.future().isDone()) {
                channel.send(new Frame(Frame.PUT_ENDS, id, new byte[0]));
            }
            channel.await(end, "the guest to write '%s'".formatted(path), left(deadline));
            whole = true;
        } finally {
            if (!whole) {
                channel.sendIfPossible(new Frame(Frame.CANCEL, id, new byte[0]));
            }
            channel.link().forget(id);
        }
    }

    /** False if the guest has ended it: with an error, as it should not know the end yet. */
    private synchronized boolean awaitRoom(int count, long deadline) throws IOException {
        while (room < count && !end.future().isDone()) {
            long left = left(deadline).toMillis();
            if (left <= 0) {
                throw new IOException("the guest took no more of the file within its time");
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

    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
