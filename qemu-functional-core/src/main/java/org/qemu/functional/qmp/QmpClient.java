package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Send commands to QEMU and receive its replies and events, on any number of threads at once.
 *
 * <p>Every command carries an id, so replies find their command whatever comes in between; every
 * wait has a deadline and ends at once when the connection does.
 */
public final class QmpClient implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("qemu.qmp");

    /** The longest part of a message that goes into the log, in characters. */
    private static final int MAX_LOGGED = 4096;

    private final QmpWire wire;
    private final QmpEvents events = new QmpEvents();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final Map<String, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final CompletableFuture<QmpClosedException> end = new CompletableFuture<>();
    private final AtomicLong lastId = new AtomicLong();

    private QmpClient(ReadableByteChannel in, WritableByteChannel out) {
        wire = new QmpWire(in, out);
    }

    /**
     * Take a fresh connection through greeting and {@code qmp_capabilities}.
     *
     * @param in what QEMU says; closed with the client
     * @param out what QEMU hears; may be the same channel
     * @param threads makes the one thread that reads
     * @param timeout for the greeting and again for the reply
     * @throws QmpException if either does not come
     */
    public static QmpClient negotiate(
            ReadableByteChannel in,
            WritableByteChannel out,
            ThreadFactory threads,
            Duration timeout)
            throws InterruptedException {
        QmpClient client = new QmpClient(in, out);
        threads.newThread(client::receive).start();
        try {
            client.await(client.greeting, "QMP greeting", timeout);
            client.command("qmp_capabilities", Map.of(), timeout);
            return client;
        } catch (QmpException | InterruptedException e) {
            client.close();
            throw e;
        }
    }

    /** What QEMU said first: its version and the capabilities that it offers. */
    public JsonNode greeting() {
        return greeting.join().path("QMP");
    }

    /**
     * Execute a command and return the reply as it came: with {@code return} or with {@code error}.
     *
     * @param arguments values that Jackson can turn into JSON; left out if empty
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode execute(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        String id = "qemu-functional-" + lastId.incrementAndGet();
        ObjectNode message = QmpWire.JSON.createObjectNode().put("execute", command);
        if (!arguments.isEmpty()) {
            message.set("arguments", QmpWire.JSON.valueToTree(arguments));
        }
        message.put("id", id);
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        try {
            LOG.debug("--> {}", () -> excerpt(message));
            send(message);
            // The reader may have ended between the test of the last command and this one's entry.
            var unused = end.thenAccept(reply::completeExceptionally);
            return await(reply, "reply to QMP command '%s'".formatted(command), timeout);
        } finally {
            replies.remove(id);
        }
    }

    /**
     * Execute a command and return what it returns.
     *
     * @throws QmpCommandException if QEMU refuses it
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode command(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        JsonNode reply = execute(command, arguments, timeout);
        if (reply.has("error")) {
            throw new QmpCommandException(command, reply.path("error"));
        }
        return reply.path("return");
    }

    /** Return the events that came and that no wait has taken, the oldest first. */
    public List<JsonNode> events() {
        return events.pending();
    }

    /**
     * Take the oldest event that matches, waiting for it if need be; others stay.
     *
     * @param name the event's name
     * @throws QmpTimeoutException if it does not come in time; names those that came instead
     * @throws QmpClosedException if the connection ends first
     */
    public JsonNode awaitEvent(String name, Predicate<JsonNode> match, Duration timeout)
            throws InterruptedException {
        return events.take(
                name,
                event -> event.path("event").asText().equals(name) && match.test(event),
                timeout);
    }

    private void send(JsonNode message) {
        try {
            wire.write(message);
        } catch (IOException e) {
            throw new QmpClosedException("the QMP connection is closed", e);
        }
    }

    private JsonNode await(CompletableFuture<JsonNode> future, String what, Duration timeout)
            throws InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new QmpTimeoutException(
                    "no %s within %s; QEMU may be stopped or busy"
                            .formatted(what, seconds(timeout)));
        } catch (ExecutionException e) {
            throw new QmpClosedException(
                    "no %s: %s".formatted(what, e.getCause().getMessage()), e.getCause());
        }
    }

    private void receive() {
        String reason = "QEMU closed the QMP connection";
        try {
            for (JsonNode message = wire.read(); message != null; message = wire.read()) {
                log(message);
                dispatch(message);
            }
        } catch (IOException e) {
            reason = "the QMP connection broke: " + e.getMessage();
        } finally {
            LOG.debug("{}", reason);
            QmpClosedException closed = new QmpClosedException(reason);
            greeting.completeExceptionally(closed);
            events.end(closed);
            end.complete(closed);
            replies.values().forEach(reply -> reply.completeExceptionally(closed));
        }
    }

    private void dispatch(JsonNode message) {
        if (message.has("QMP")) {
            greeting.complete(message);
        } else if (message.has("event")) {
            events.add(message);
        } else {
            CompletableFuture<JsonNode> reply = replies.get(message.path("id").asText());
            if (reply == null) {
                LOG.warn("a QMP message that answers no command: {}", message);
            } else {
                reply.complete(message);
            }
        }
    }

    private static void log(JsonNode message) {
        LOG.debug("<-- {}", () -> excerpt(message));
    }

    /** A list of all devices fills a log that is to be read. */
    private static String excerpt(JsonNode message) {
        String text = message.toString();
        return text.length() <= MAX_LOGGED
                ? text
                : "%s… (%d characters in all)"
                        .formatted(text.substring(0, MAX_LOGGED), text.length());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    /** Close the connection; waits under way end with {@link QmpClosedException}. */
    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("closing the QMP connection: {}", e.getMessage());
        }
    }
}
