package org.qemu.functional.guest.internal.qga;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.guest.internal.channel.GuestSocket;

/**
 * Send requests to QEMU's guest agent, one at a time, and receive its replies: JSON, one line each;
 * see qga/qapi-schema.json of QEMU. Each session starts with {@code guest-sync-delimited}: a byte
 * 0xFF resets the agent's parser, and one in its reply separates it from data of an earlier
 * session.
 */
public final class QgaLink implements AutoCloseable {
    /**
     * The time after which a greeting is sent again, since an agent may have received it just
     * before it ended.
     */
    private static final Duration GREETING = Duration.ofSeconds(5);

    /** A stream of a command is one string of up to 22 MB, more than Jackson accepts by default. */
    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(QgaReader.LONGEST_REPLY)
                                            .build())
                            .build());

    /** Thrown when the agent refuses a request; the message is that of the agent. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    private record Message(String command, Map<String, ?> arguments, long id, boolean greeting) {
        ByteBuffer encode() throws IOException {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("execute", command);
            if (!arguments.isEmpty()) {
                request.put("arguments", arguments);
            }
            if (!greeting) {
                request.put("id", id);
            }
            byte[] text = JSON.writeValueAsBytes(request);
            ByteBuffer bytes = ByteBuffer.allocate(text.length + 2);
            if (greeting) {
                bytes.put((byte) QgaReader.DELIMITER);
            }
            return bytes.put(text).put((byte) '\n').flip();
        }
    }

    private record Pending(long id, boolean greeting, CompletableFuture<JsonNode> reply) {}

    private final GuestSocket socket;
    private final GuestWatch watch;
    private final ReentrantLock requestLock = new ReentrantLock(true);
    private final CompletableFuture<JsonNode> ended = new CompletableFuture<>();

    /** Completes when the current agent has ended. */
    private volatile CompletableFuture<AssertionError> left = new CompletableFuture<>();

    private volatile @Nullable Pending pending;

    /** Counts the events that made a new greeting necessary; each session has such a number. */
    private final AtomicInteger sessions = new AtomicInteger(1);

    /** The session that the agent knows. Guarded by {@link #requestLock}. */
    private int synced;

    private long ids;

    /**
     * Use a connection.
     *
     * @param name the name of the thread that reads
     */
    public QgaLink(SocketChannel channel, GuestWatch watch, String name) throws IOException {
        this.socket = new GuestSocket(channel);
        this.watch = watch;
        new QgaReader(socket, this::received, this::ended).start(name);
    }

    /** Start an operation, which ends when the guest is lost or the link is closed. */
    Cancellation begin() {
        return new Cancellation(watch, socket.closed());
    }

    /**
     * Send a request to the agent.
     *
     * @param operation the operation that this is part of
     * @return the value of the reply
     * @throws RefusedException if it refuses
     * @throws AssertionError if it does not answer within the limit, or is lost
     */
    JsonNode request(
            Cancellation operation, String command, Map<String, ?> arguments, Duration limit)
            throws RefusedException {
        String awaited = "the guest agent to answer '%s'".formatted(command);
        long deadline = System.nanoTime() + limit.toNanos();
        boolean answered = false;
        boolean mine = false;
        try {
            mine = requestLock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
            operation.check();
            if (!mine) {
                throw new TimeoutException("others have waited for it for " + limit);
            }
            greet(operation, awaited, deadline);
            operation.bind(left);
            JsonNode reply =
                    exchange(
                            operation,
                            awaited,
                            new Message(command, arguments, ++ids, false),
                            deadline,
                            Cancellation.left(deadline));
            answered = true;
            operation.answered();
            return returned(reply);
        } catch (TimeoutException | IOException e) {
            throw operation.explain(awaited, e);
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        } finally {
            if (mine) {
                if (!answered) {
                    int unused = sessions.incrementAndGet(); // its reply may arrive later
                }
                requestLock.unlock();
            }
        }
    }

    private static JsonNode returned(JsonNode reply) throws RefusedException {
        JsonNode error = reply.get("error");
        if (error != null) {
            throw new RefusedException(error.path("desc").asText(error.toString()));
        }
        return reply.path("return");
    }

    private void greet(Cancellation operation, String awaited, long deadline)
            throws IOException, InterruptedException, TimeoutException {
        while (synced != sessions.get()) {
            operation.check();
            int session = sessions.get();
            Duration left = Cancellation.left(deadline);
            Duration once = left.compareTo(GREETING) < 0 ? left : GREETING;
            long id = ThreadLocalRandom.current().nextLong(1, 1L << 53);
            try {
                JsonNode unused =
                        exchange(
                                operation,
                                awaited,
                                new Message("guest-sync-delimited", Map.of("id", id), id, true),
                                deadline,
                                once);
                watch.catchUp(); // earlier losses do not concern this session
                synced = session;
            } catch (TimeoutException e) {
                if (Cancellation.left(deadline).isZero()) {
                    throw e;
                }
            }
        }
    }

    private JsonNode exchange(
            Cancellation operation, String awaited, Message message, long deadline, Duration limit)
            throws IOException, InterruptedException, TimeoutException {
        ByteBuffer bytes = message.encode();
        Pending mine = new Pending(message.id(), message.greeting(), new CompletableFuture<>());
        pending = mine;
        try {
            if (ended.isDone()) {
                return operation.await(ended, awaited, limit);
            }
            socket.write(bytes, deadline, operation.ended());
            return operation.await(mine.reply(), awaited, limit);
        } finally {
            pending = null;
        }
    }

    /** Start a new session with the next request; pending operations end with the given reason. */
    public void forget(String why) {
        CompletableFuture<AssertionError> told = left;
        left = new CompletableFuture<>();
        int unused = sessions.incrementAndGet();
        told.complete(new AssertionError(why));
    }

    private void ended(Throwable cause) {
        ended.completeExceptionally(cause);
        Pending waiting = pending;
        if (waiting != null) {
            waiting.reply().completeExceptionally(cause);
        }
    }

    private void received(byte[] line, boolean delimited) {
        Pending waiting = pending;
        JsonNode reply;
        try {
            reply = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return; // the rest of a truncated session: only a greeting shows that a new one starts
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (waiting == null || reply == null || waiting.greeting() != delimited) {
            return;
        }
        JsonNode id = delimited ? reply.get("return") : reply.get("id");
        // Agents before QEMU 4.0 omit the id.
        if (id == null ? !delimited : id.asLong() == waiting.id()) {
            waiting.reply().complete(reply);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
