package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.qemu.functional.logging.Log;
import org.qemu.functional.qmp.internal.LineLimit;

/**
 * Read a connection to its end and deliver each message to the request or wait that it belongs to.
 */
final class QmpDispatcher {
    private static final Log LOG = Log.of("qemu.qmp");

    /** The maximum number of characters of a message in the log. */
    private static final int MAX_LOGGED = 4096;

    /** The maximum length of the first message, in bytes; a greeting has some hundred. */
    private static final int MAX_GREETING = 1 << 20;

    private final QmpTransport wire;
    private final QmpLog recorder;
    private final boolean greets;
    private final QmpEvents events = new QmpEvents();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final Map<String, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final CompletableFuture<QmpClosedException> end = new CompletableFuture<>();
    private final List<QmpSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * Prepare to read.
     *
     * @param greets whether the first message must be a greeting
     */
    QmpDispatcher(QmpTransport wire, QmpLog recorder, boolean greets) {
        this.wire = wire;
        this.recorder = recorder;
        this.greets = greets;
    }

    /**
     * Return a future for the first message; it fails with {@link QmpClosedException} if none
     * arrives.
     */
    CompletableFuture<JsonNode> greeting() {
        return greeting;
    }

    QmpEvents events() {
        return events;
    }

    boolean isEnded() {
        return end.isDone();
    }

    /**
     * Return a future for the reply to a message that is not written yet; it is valid until {@link
     * #forget}.
     */
    CompletableFuture<JsonNode> expectReply(String id) {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        // The connection may have ended before the entry was added.
        var unused = end.thenAccept(reply::completeExceptionally);
        return reply;
    }

    void forget(String id) {
        replies.remove(id);
    }

    QmpSubscription subscribe(Set<String> names, Predicate<JsonNode> filter) {
        QmpSubscription subscription =
                new QmpSubscription(Set.copyOf(names), filter, subscriptions::remove);
        subscriptions.add(subscription);
        var unused = end.thenAccept(subscription::end);
        return subscription;
    }

    /** Read until the connection ends; to be called by one thread only. */
    void run() {
        QmpClosedException reason = new QmpClosedException("QEMU closed the QMP connection");
        try {
            int limit = LineLimit.ofProgram();
            for (JsonNode message = wire.read(greets ? Math.min(MAX_GREETING, limit) : limit);
                    message != null;
                    message = wire.read(limit)) {
                log(message);
                recorder.received(message);
                recorder.trace().received(message);
                dispatch(message);
            }
        } catch (QmpProtocolException e) {
            reason = e;
        } catch (IOException e) {
            reason = new QmpClosedException("the QMP connection failed: " + e.getMessage());
        } catch (OutOfMemoryError | StackOverflowError e) {
            reason =
                    new QmpProtocolException(
                            "the monitor sent a message that exceeds the memory of this program;"
                                    + " increase it with -Xmx: "
                                    + e.getMessage(),
                            e);
        } finally {
            end(reason);
            wire.endWrites();
        }
    }

    private static void log(JsonNode message) {
        LOG.debug("<-- {}", () -> excerpt(message));
    }

    private void end(QmpClosedException reason) {
        String words = String.valueOf(reason.getMessage());
        LOG.debug("{}", words);
        recorder.closed(words);
        recorder.close();
        greeting.completeExceptionally(reason);
        events.end(reason);
        end.complete(reason);
        replies.values().forEach(reply -> reply.completeExceptionally(reason));
    }

    private void dispatch(JsonNode message) {
        if (message.has("QMP")) {
            greeting.complete(message);
        } else if (greets && !greeting.isDone()) {
            throw new QmpProtocolException(
                    "the monitor sent data that is not QMP: %s is not a greeting"
                            .formatted(excerpt(message)));
        } else if (message.has("event")) {
            // Deliver to subscriptions first, so that a thread that takes the event from the queue
            // can rely on them.
            subscriptions.forEach(subscription -> subscription.offer(message));
            events.add(message);
        } else {
            dispatchReply(message);
        }
    }

    private void dispatchReply(JsonNode message) {
        CompletableFuture<JsonNode> reply = replies.get(message.path("id").asText());
        if (reply != null) {
            reply.complete(message);
        } else if (message.has("error") && !message.has("id")) {
            // QEMU could not parse a message, and therefore cannot say which command it was.
            QmpClosedException unread =
                    new QmpClosedException(
                            "QEMU could not parse a command: "
                                    + excerpt(message.at("/error/desc")));
            replies.values().forEach(waiting -> waiting.completeExceptionally(unread));
        } else {
            LOG.warn("ignoring a QMP message that matches no command: {}", excerpt(message));
        }
    }

    /** Return the beginning of a message: a list of all devices would make the log unreadable. */
    static String excerpt(JsonNode message) {
        return Json.excerpt(message, MAX_LOGGED);
    }
}
