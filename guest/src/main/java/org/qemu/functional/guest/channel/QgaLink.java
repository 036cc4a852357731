package org.qemu.functional.guest.channel;

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

/**
 * Requests to QEMU's guest agent, one at a time, and its replies: JSON, a line each; see
 * qga/qapi-schema.json of QEMU. Each session begins with {@code guest-sync-delimited}: a byte 0xFF
 * resets the agent's parser, and one in its reply tells that from what an earlier session left.
 */
final class QgaLink implements AutoCloseable {
    /** How long until a greeting that an agent took with it as it ended is sent anew. */
    private static final Duration GREETING = Duration.ofSeconds(5);

    /** A stream of a command is one string of up to 22 MB: more than Jackson takes by itself. */
    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(QgaReader.LONGEST_REPLY)
                                            .build())
                            .build());

    /** The agent has refused; the message is its own. */
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
    private final ReentrantLock talking = new ReentrantLock(true);
    private final CompletableFuture<JsonNode> ended = new CompletableFuture<>();

    /** Tells who is served by the agent that there is that it ended. */
    private volatile CompletableFuture<AssertionError> left = new CompletableFuture<>();

    private volatile @Nullable Pending pending;

    /** Counts what made a new greeting necessary; a session is of one such number. */
    private final AtomicInteger sessions = new AtomicInteger(1);

    /** The session that the agent knows of. Guarded by {@link #talking}. */
    private int synced;

    private long ids;

    /**
     * Use a connection.
     *
     * @param name of the thread that reads
     */
    QgaLink(SocketChannel channel, GuestWatch watch, String name) throws IOException {
        this.socket = new GuestSocket(channel);
        this.watch = watch;
        new QgaReader(socket, this::received, this::ended).start(name);
    }

    /** Begin an operation, which is over when the guest is lost or the link closed. */
    Cancellation begin() {
        return new Cancellation(watch, socket.closed());
    }

    /**
     * Have the agent do something.
     *
     * @param operation that this is a part of
     * @return what it returns
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
            mine = talking.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
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
                    int unused = sessions.incrementAndGet(); // its reply may come later
                }
                talking.unlock();
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
                watch.catchUp(); // what it tells of the time before is not of this session
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

    /** Begin a new session with the next request; what is under way is told why. */
    void forget(String why) {
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
            return; // left of a session that was cut off: a greeting is what tells
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (waiting == null || reply == null || waiting.greeting() != delimited) {
            return;
        }
        JsonNode id = delimited ? reply.get("return") : reply.get("id");
        // Agents before QEMU 4.0 leave the id out.
        if (id == null ? !delimited : id.asLong() == waiting.id()) {
            waiting.reply().complete(reply);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
