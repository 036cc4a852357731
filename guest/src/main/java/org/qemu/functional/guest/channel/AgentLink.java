package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection to an agent: frames out from many threads, frames in on one of its own, to those
 * whose ids they bear.
 */
final class AgentLink implements AutoCloseable {
    /** Who a frame is for. Called by the one thread that reads: it must not wait. */
    interface Receiver {
        void received(AgentFrame frame);

        /** Nothing more will come. */
        void broken(Throwable cause);
    }

    /** Who is told what concerns all, by the one thread that reads: it must not wait. */
    interface Observer {
        /** Noise came, at either end: only a new session helps. */
        void confused(AgentSession session, String what);

        /** The agent began anew: after a reboot, or because it was killed. */
        void restarted(AgentSession session, String boot);

        /** A greeting is about to be sent, by any thread. */
        void greets();

        /** The agent answered the greeting of the session that begins now. */
        void greeted(String boot);

        /** The agent answered something else in a session. */
        void answered();
    }

    private final GuestSocket socket;
    private final Observer observer;
    private final AtomicInteger ids = new AtomicInteger();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile AgentSession session = new AgentSession();
    private volatile long heard = System.nanoTime();

    /** Use a connection; {@link #start} begins to read. */
    AgentLink(SocketChannel channel, Observer observer) throws IOException {
        this.socket = new GuestSocket(channel);
        this.observer = observer;
    }

    /**
     * Begin to read.
     *
     * @param name of the thread that reads
     */
    void start(String name) {
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Return the session in which something can be begun; the last one when the link is over. */
    AgentSession session() {
        return session;
    }

    /**
     * End a session, since its agent is gone or does not know of it any more; the next one begins
     * by a greeting. One that was never answered goes on.
     *
     * @return false if it was over already
     */
    synchronized boolean renew(AgentSession old, Throwable cause) {
        if (old != session || old.end().isDone()) {
            return false;
        }
        if (old.isGreeted()) {
            session = new AgentSession();
            old.end(cause);
        } else {
            old.breakAll(cause);
        }
        return true;
    }

    /** End the session and have no other: nothing will come any more. */
    private synchronized void finish(Throwable cause) {
        session.end(cause);
    }

    /**
     * Begin a session, and send its first frames; {@link AgentSession#greeted} completes when the
     * agent has answered.
     */
    void greet(AgentSession greeting, Duration limit, AgentFrame... more)
            throws IOException, TimeoutException {
        observer.greets();
        int length = AgentFrameReader.MAGIC.length + AgentSession.NONCE + length(more);
        ByteBuffer bytes =
                ByteBuffer.allocate(length).put(AgentFrameReader.MAGIC).put(greeting.nonce());
        for (AgentFrame frame : more) {
            frame.encode(bytes);
        }
        write(greeting, bytes.flip(), limit);
    }

    /**
     * Begin a session unless one has begun: a greeting that comes behind the first command of a
     * session would have the agent forget it.
     */
    void greetUnlessGreeted(Duration limit) throws IOException, TimeoutException {
        lock(limit);
        try {
            // A command is sent when the agent has answered, so behind what is written now.
            AgentSession next = session;
            if (!next.greeted().isDone()) {
                greet(next, limit);
            }
        } finally {
            writing.unlock();
        }
    }

    private static int length(AgentFrame... frames) {
        return Arrays.stream(frames).mapToInt(AgentFrame::length).sum();
    }

    /** When something came last, as of {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    /** Return an id that no frame has had. */
    int newId() {
        return ids.incrementAndGet();
    }

    /**
     * Send frames of a session, one behind the other; none if the session is over.
     *
     * @throws IOException if the connection broke
     * @throws TimeoutException if the guest does not take them within the limit, or before the
     *     session ended
     */
    void send(AgentSession sender, Duration limit, AgentFrame... frames)
            throws IOException, TimeoutException {
        ByteBuffer all = ByteBuffer.allocate(length(frames));
        for (AgentFrame frame : frames) {
            frame.encode(all);
        }
        write(sender, all.flip(), limit);
    }

    private void write(AgentSession sender, ByteBuffer bytes, Duration limit)
            throws IOException, TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        lock(limit);
        try {
            // With the lock: behind this the greeting of the next session may come.
            if (sender.end().isDone()) {
                throw new TimeoutException("the session with the guest's agent is over");
            }
            socket.write(bytes, deadline, sender.end());
        } catch (GuestSocket.NotWrittenException e) {
            if (e.isPartly()) {
                observer.confused(sender, "a message to the guest was cut off: it stopped reading");
            }
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private void lock(Duration limit) throws IOException, TimeoutException {
        try {
            if (!writing.tryLock() && !writing.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("others have waited to send to the guest for " + limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending to the guest", e);
        }
    }

    private void read() {
        AgentFrameReader reader = new AgentFrameReader(socket);
        try {
            reader.findSession();
            while (true) {
                try {
                    receive(reader.read());
                } catch (AgentFrameReader.NoiseException e) {
                    observer.confused(session, String.valueOf(e.getMessage()));
                    reader.findSession();
                }
            }
        } catch (IOException | RuntimeException e) {
            finish(socket.closed().isDone() ? Cancellation.closed() : e);
        }
    }

    private void receive(AgentFrame frame) {
        heard = System.nanoTime();
        AgentSession current = session;
        if (frame.type() == AgentFrame.HELLO) {
            hello(current, frame.payload());
            return;
        }
        Receiver receiver = current.receiver(frame.id());
        if (receiver != null) {
            observer.answered();
            receiver.received(frame);
        } else if (frame.id() == 0 && frame.type() == AgentFrame.FAILED && current.isGreeted()) {
            observer.confused(current, "the guest's agent had " + Reply.failure(frame));
        }
    }

    private void hello(AgentSession current, byte[] payload) {
        int nonce = AgentSession.NONCE;
        String boot = new String(payload, nonce, payload.length - nonce, US_ASCII);
        if (current.isAnsweredBy(payload)) {
            observer.greeted(boot);
            current.greeted().complete(null);
        } else if (Arrays.equals(new byte[nonce], Arrays.copyOf(payload, nonce))) {
            // No answer to any greeting: the agent says that it is new.
            observer.restarted(current, boot);
        }
    }

    @Override
    public void close() {
        // The reason first: who fails to write to a closed socket looks for it.
        finish(Cancellation.closed());
        socket.close();
    }
}
