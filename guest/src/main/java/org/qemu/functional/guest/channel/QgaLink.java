package org.qemu.functional.guest.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private record Pending(long id, boolean greeting, CompletableFuture<JsonNode> reply) {}

    private final SocketChannel channel;
    private final GuestWatch watch;
    private final QgaReader reader;
    private final ReentrantLock talking = new ReentrantLock(true);
    private final CompletableFuture<JsonNode> ended = new CompletableFuture<>();
    private volatile @Nullable Pending pending;
    private volatile boolean synced;
    private long ids;

    /**
     * Use a connection.
     *
     * @param name of the thread that reads
     */
    QgaLink(SocketChannel channel, GuestWatch watch, String name) throws IOException {
        this.channel = channel;
        this.watch = watch;
        channel.configureBlocking(false);
        reader = new QgaReader(channel, this::received, this::ended);
        reader.start(name);
    }

    /**
     * Have the agent do something.
     *
     * @return what it returns
     * @throws RefusedException if it refuses
     * @throws AssertionError if it does not answer within the limit, or is lost
     */
    JsonNode request(String command, Map<String, ?> arguments, Duration limit)
            throws RefusedException {
        String awaited = "the guest agent to answer '%s'".formatted(command);
        long deadline = System.nanoTime() + limit.toNanos();
        boolean answered = false;
        boolean mine = false;
        try {
            mine = talking.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!mine) {
                throw new TimeoutException("others have waited for it for " + limit);
            }
            greet(deadline);
            JsonNode reply = exchange(command, arguments, false, deadline, Race.left(deadline));
            answered = true;
            return returned(reply);
        } catch (TimeoutException | IOException e) {
            throw watch.broken(awaited, e);
        } catch (InterruptedException e) {
            throw Race.interrupted(awaited, e);
        } finally {
            if (mine) {
                synced &= answered; // else its reply may come later
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

    private void greet(long deadline) throws IOException, InterruptedException, TimeoutException {
        while (!synced) {
            Duration left = Race.left(deadline);
            Duration once = left.compareTo(GREETING) < 0 ? left : GREETING;
            long id = ThreadLocalRandom.current().nextLong(1, 1L << 53);
            try {
                JsonNode unused =
                        exchange("guest-sync-delimited", Map.of("id", id), true, deadline, once);
                synced = true;
            } catch (TimeoutException e) {
                if (Race.left(deadline).isZero()) {
                    throw e;
                }
            }
        }
    }

    private JsonNode exchange(
            String command,
            Map<String, ?> arguments,
            boolean greeting,
            long deadline,
            Duration limit)
            throws IOException, InterruptedException, TimeoutException {
        Map<String, Object> request = new LinkedHashMap<>();
        long id = greeting ? (Long) arguments.get("id") : ++ids;
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
        bytes.put(text).put((byte) '\n').flip();
        Pending mine = new Pending(id, greeting, new CompletableFuture<>());
        pending = mine;
        try {
            if (ended.isDone()) {
                return Race.await(ended, watch, limit);
            }
            write(bytes, deadline);
            return Race.await(mine.reply(), watch, limit);
        } finally {
            pending = null;
        }
    }

    private void write(ByteBuffer bytes, long deadline) throws IOException, TimeoutException {
        while (true) {
            channel.write(bytes);
            if (!bytes.hasRemaining()) {
                return;
            }
            try (Selector writable = Selector.open()) {
                channel.register(writable, SelectionKey.OP_WRITE);
                long left = Race.left(deadline).toMillis();
                if (left <= 0 || writable.select(left) == 0) {
                    throw new TimeoutException("it has stopped reading");
                }
            }
        }
    }

    /**
     * Tell that the agent has closed its port, as the event {@code VSERPORT_CHANGE} of QMP does:
     * who waits is told at once.
     */
    void left() {
        synced = false;
        fail(new AssertionError("the guest agent ended, or the guest reboots"));
    }

    private void fail(Throwable cause) {
        Pending waiting = pending;
        if (waiting != null && !waiting.greeting()) {
            waiting.reply().completeExceptionally(cause);
        }
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
        reader.close();
    }
}
