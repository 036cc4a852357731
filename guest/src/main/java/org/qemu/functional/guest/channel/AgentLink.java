package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection to an agent: frames out from many threads, frames in on one of its own, to those
 * whose ids they bear.
 */
final class AgentLink implements AutoCloseable {
    private static final int NONCE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Who a frame is for. Called by the one thread that reads: it must not wait. */
    interface Receiver {
        void received(Frame frame);

        /** Nothing more will come. */
        void broken(Throwable cause);
    }

    /** Who is told what concerns all. */
    interface Observer {
        /** Noise came, at either end: only a new session helps. */
        void confused(String what);

        /** The agent began anew: after a reboot, or because it was killed. */
        void restarted(String boot);
    }

    private final SocketChannel channel;
    private final Observer observer;
    private final Selector readable;
    private final Map<Integer, Receiver> receivers = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile CompletableFuture<String> greeted = new CompletableFuture<>();
    private volatile long heard = System.nanoTime();
    private final byte[] nonce = new byte[NONCE];
    private volatile boolean closed;

    /**
     * Use a connection.
     *
     * @param name of the thread that reads
     */
    AgentLink(SocketChannel channel, Observer observer, String name) throws IOException {
        this.channel = channel;
        this.observer = observer;
        channel.configureBlocking(false);
        readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        RANDOM.nextBytes(nonce);
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begin a session, and send its first frames; {@link #greeted} completes when the agent has
     * answered.
     */
    void greet(Duration limit, Frame... more) throws IOException {
        int length = FrameReader.MAGIC.length + NONCE + length(more);
        ByteBuffer greeting = ByteBuffer.allocate(length).put(FrameReader.MAGIC).put(nonce);
        for (Frame frame : more) {
            frame.encode(greeting);
        }
        write(greeting.flip(), limit);
    }

    /**
     * Begin a session unless one has begun: a greeting that comes behind the first command of a
     * session would have the agent forget it.
     */
    void greetUnlessGreeted(Duration limit) throws IOException {
        if (!lock(limit)) {
            return; // the guest takes nothing: whoever writes will be told
        }
        try {
            // A command is sent when the agent has answered, so behind what is written now.
            if (!greeted.isDone()) {
                greet(limit);
            }
        } finally {
            writing.unlock();
        }
    }

    private static int length(Frame... frames) {
        return Arrays.stream(frames).mapToInt(Frame::length).sum();
    }

    /** What completes with the number of the guest's boot when the agent is there. */
    CompletableFuture<String> greeted() {
        return greeted;
    }

    /** The agent is gone, and another will come. */
    synchronized void expectAnother() {
        if (greeted.isDone()) {
            greeted = new CompletableFuture<>();
        }
    }

    /** Whether somebody waits for something. */
    boolean isBusy() {
        return !receivers.isEmpty();
    }

    /** When something came last, as of {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    /** Have the frames of a new id go to a receiver. */
    int register(Receiver receiver) {
        int id = ids.incrementAndGet();
        receivers.put(id, receiver);
        return id;
    }

    void forget(int id) {
        receivers.remove(id);
    }

    /**
     * Send frames, one behind the other.
     *
     * @throws IOException if the connection broke, or the guest does not take them within the limit
     */
    void send(Duration limit, Frame... frames) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(length(frames));
        for (Frame frame : frames) {
            frame.encode(all);
        }
        write(all.flip(), limit);
    }

    private void write(ByteBuffer bytes, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (!lock(limit)) {
            throw new IOException(
                    "the guest takes nothing more: others have waited to send for " + limit);
        }
        try {
            while (true) {
                channel.write(bytes);
                if (!bytes.hasRemaining()) {
                    return;
                }
                awaitRoom(deadline, limit);
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean lock(Duration limit) throws IOException {
        try {
            return writing.tryLock() || writing.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending to the guest", e);
        }
    }

    private void awaitRoom(long deadline, Duration limit) throws IOException {
        try (Selector writable = Selector.open()) {
            channel.register(writable, SelectionKey.OP_WRITE);
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || writable.select(left) == 0) {
                // A part of a frame is out: what follows would be noise.
                close();
                throw new IOException(
                        "the guest has stopped reading: it took nothing within " + limit);
            }
        }
    }

    private void read() {
        FrameReader reader = new FrameReader(new Waiting());
        try {
            reader.findSession();
            while (true) {
                try {
                    receive(reader.read());
                } catch (FrameReader.NoiseException e) {
                    observer.confused(String.valueOf(e.getMessage()));
                    reader.findSession();
                }
            }
        } catch (IOException | RuntimeException e) {
            IOException cause = e instanceof IOException io ? io : new IOException(e);
            greeted.completeExceptionally(cause);
            breakAll(cause);
        }
    }

    /** The channel as one that waits for input. */
    private final class Waiting implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            while (true) {
                int count = channel.read(target);
                if (count != 0) {
                    return count;
                }
                readable.select();
                readable.selectedKeys().clear();
                if (closed) {
                    throw new IOException("the channel to the guest was closed");
                }
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {}
    }

    private void receive(Frame frame) {
        heard = System.nanoTime();
        if (frame.type() == Frame.HELLO) {
            hello(frame.payload());
            return;
        }
        Receiver receiver = receivers.get(frame.id());
        if (receiver != null) {
            receiver.received(frame);
        } else if (frame.id() == 0 && frame.type() == Frame.FAILED) {
            observer.confused("the guest's agent had " + Reply.failure(frame));
        }
    }

    private void hello(byte[] payload) {
        String boot = new String(payload, NONCE, payload.length - NONCE, US_ASCII);
        if (Arrays.equals(nonce, Arrays.copyOf(payload, NONCE))) {
            greeted.complete(boot);
        } else {
            // No answer to ours: the agent says that it is new.
            observer.restarted(boot);
        }
    }

    /** Tell all that wait that nothing more comes. */
    void breakAll(Throwable cause) {
        for (Integer id : Set.copyOf(receivers.keySet())) {
            Receiver receiver = receivers.remove(id);
            if (receiver != null) {
                receiver.broken(cause);
            }
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
