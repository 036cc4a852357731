package org.qemu.functional.guest.internal.agent;

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
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.guest.internal.channel.GuestSocket;

/**
 * The connection to an agent: many threads send frames, and one thread reads frames and delivers
 * them to the receivers with their ids.
 */
final class AgentLink implements AutoCloseable {
    /** The receiver of frames. Called by the reading thread: it must not block. */
    interface Receiver {
        void received(AgentFrame frame);

        /** Report that no more frames will come. */
        void broken(Throwable cause);
    }

    /** Observes events of the whole connection. Called by the reading thread: it must not block. */
    interface Observer {
        /** Report noise at either end: a new session is needed. */
        void confused(AgentSession session, String what);

        /** Report that the agent was restarted, by a reboot or because it was killed. */
        void restarted(AgentSession session, String boot);

        /** Report that a greeting is about to be sent; called by any thread. */
        void greets();

        /** Report that the agent answered the greeting of a new session. */
        void greeted(String boot);

        /** Report any other answer of the agent in a session. */
        void answered();
    }

    private final GuestSocket socket;
    private final Observer observer;
    private final AtomicInteger ids = new AtomicInteger();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile AgentSession session = new AgentSession();
    private volatile long heard = System.nanoTime();

    /** Use a connection; {@link #start} starts to read. */
    AgentLink(SocketChannel channel, Observer observer) throws IOException {
        this.socket = new GuestSocket(channel);
        this.observer = observer;
    }

    /**
     * Start to read.
     *
     * @param name the name of the thread that reads
     */
    void start(String name) {
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Return the current session; the last one when the link is closed. */
    AgentSession session() {
        return session;
    }

    /**
     * End a session whose agent is gone or has lost it; the next one starts with a greeting. A
     * session that was never answered continues.
     *
     * @return false if it was already over
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

    /** End the session without starting another, because no more messages will come. */
    private synchronized void finish(Throwable cause) {
        session.end(cause);
    }

    /**
     * Start a session and send its first frames; {@link AgentSession#greeted} completes when the
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
     * Start a session unless one has started: if a greeting followed the first command of a
     * session, the agent would discard the command.
     */
    void greetUnlessGreeted(Duration limit) throws IOException, TimeoutException {
        lock(limit);
        try {
            // Commands are sent after the agent has answered, and therefore after what is written
            // now.
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

    /** Return when the last data arrived, as of {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    /** Return an unused frame id. */
    int newId() {
        return ids.incrementAndGet();
    }

    /**
     * Send frames of a session consecutively; none if the session is over.
     *
     * @throws IOException if the connection failed
     * @throws TimeoutException if the guest does not accept them within the limit, or before the
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
            // Check while holding the lock: once it is released, the greeting of the next session
            // may be sent.
            if (sender.end().isDone()) {
                throw new TimeoutException("the session with the guest's agent is over");
            }
            socket.write(bytes, deadline, sender.end());
        } catch (GuestSocket.NotWrittenException e) {
            if (e.isPartly()) {
                observer.confused(
                        sender,
                        "a message to the guest was truncated because the guest stopped reading");
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
            // Not an answer to any greeting: the agent announces that it has just started.
            observer.restarted(current, boot);
        }
    }

    @Override
    public void close() {
        // Record the reason first: a thread whose write to the closed socket fails looks it up.
        finish(Cancellation.closed());
        socket.close();
    }
}
