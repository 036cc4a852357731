package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.qemu.functional.logging.Log;
import org.qemu.functional.trace.internal.TraceSpan;
import org.qemu.functional.units.Seconds;

/** Send requests and wait for their replies, which are matched by ids. Thread-safe. */
final class QmpRequests {
    private static final Log LOG = Log.of("qemu.qmp");

    private final QmpTransport wire;
    private final QmpDispatcher dispatcher;
    private final QmpLog recorder;
    private final AtomicLong lastId = new AtomicLong();

    QmpRequests(QmpTransport wire, QmpDispatcher dispatcher, QmpLog recorder) {
        this.wire = wire;
        this.dispatcher = dispatcher;
        this.recorder = recorder;
    }

    /** Execute a command and return its value. */
    JsonNode command(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        JsonNode reply = execute("execute", command, arguments, timeout);
        if (reply.has("error")) {
            throw new QmpCommandException(command, reply.path("error"));
        }
        return reply.path("return");
    }

    /**
     * Execute a command and return the raw reply.
     *
     * @param key {@code execute} or {@code exec-oob}
     */
    JsonNode execute(String key, String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        String id = "qemu-functional-" + lastId.incrementAndGet();
        ObjectNode message = Json.object().put(key, command);
        if (!arguments.isEmpty()) {
            message.set("arguments", Json.of(arguments));
        }
        message.put("id", id);
        return exchange(id, message, "QMP command '%s'".formatted(command), timeout);
    }

    /** Send a message unchanged and return the reply with the same id. */
    JsonNode raw(JsonNode message, Duration timeout) throws InterruptedException {
        String id = message.path("id").asText();
        String excerpt = QmpDispatcher.excerpt(message);
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' has no id, which is needed to find its reply".formatted(excerpt));
        }
        return exchange(id, message, "'%s'".formatted(excerpt), timeout);
    }

    private JsonNode exchange(String id, JsonNode message, String what, Duration timeout)
            throws InterruptedException {
        TraceSpan span = recorder.trace().command(message);
        try {
            JsonNode reply = answer(id, message, what, timeout);
            QmpTrace.replied(span, reply);
            return reply;
        } catch (QmpException | InterruptedException e) {
            span.failed(e);
            throw e;
        }
    }

    private JsonNode answer(String id, JsonNode message, String what, Duration timeout)
            throws InterruptedException {
        CompletableFuture<JsonNode> reply = dispatcher.expectReply(id);
        try {
            LOG.debug("--> {}", () -> QmpDispatcher.excerpt(message));
            recorder.command(message);
            var unusedWrite =
                    wire.write(message)
                            .exceptionally(
                                    e -> {
                                        reply.completeExceptionally(closed(e));
                                        return null;
                                    });
            return await(reply, "reply to " + what, timeout);
        } finally {
            dispatcher.forget(id);
        }
    }

    static QmpClosedException closed(Throwable cause) {
        return new QmpClosedException("the QMP connection is closed", cause);
    }

    /**
     * Wait for a message.
     *
     * @throws QmpTimeoutException if it does not arrive in time
     * @throws QmpClosedException if the connection ends first
     */
    static JsonNode await(CompletableFuture<JsonNode> future, String what, Duration timeout)
            throws InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new QmpTimeoutException(
                    "no %s within %s; QEMU may be stopped or busy"
                            .formatted(what, Seconds.format(timeout)));
        } catch (ExecutionException e) {
            String message = "no %s: %s".formatted(what, e.getCause().getMessage());
            throw e.getCause() instanceof QmpProtocolException
                    ? new QmpProtocolException(message, e.getCause())
                    : new QmpClosedException(message, e.getCause());
        }
    }
}
