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

/** Read a connection to its end and give each message to who waits for it. */
final class QmpDispatcher {
    private static final Log LOG = Log.of("qemu.qmp");

    /** The longest part of a message that goes into the log, in characters. */
    private static final int MAX_LOGGED = 4096;

    /** The longest first message that is accepted, in bytes; a greeting has some hundred. */
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

    /** Return the first message; fails with {@link QmpClosedException} if none comes. */
    CompletableFuture<JsonNode> greeting() {
        return greeting;
    }

    QmpEvents events() {
        return events;
    }

    boolean isEnded() {
        return end.isDone();
    }

    /** Wait for the reply to a message that is yet to be written, until {@link #forget}. */
    CompletableFuture<JsonNode> expectReply(String id) {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        // The connection may have ended before this entry was there.
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

    /** Read until the connection ends; one thread only. */
    void run() {
        QmpClosedException reason = new QmpClosedException("QEMU closed the QMP connection");
        try {
            int limit = LineLimit.ofProgram();
            for (JsonNode message = wire.read(greets ? Math.min(MAX_GREETING, limit) : limit);
                    message != null;
                    message = wire.read(limit)) {
                log(message);
                recorder.received(message);
                dispatch(message);
            }
        } catch (QmpProtocolException e) {
            reason = e;
        } catch (IOException e) {
            reason = new QmpClosedException("the QMP connection broke: " + e.getMessage());
        } catch (OutOfMemoryError | StackOverflowError e) {
            reason =
                    new QmpProtocolException(
                            "the monitor sent a message that the memory of this program has no"
                                    + " room for (-Xmx): "
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
                    "the monitor sent what is not QMP: %s, which is no greeting"
                            .formatted(excerpt(message)));
        } else if (message.has("event")) {
            // First to who watches: whoever takes it from the queue may rely on what they have.
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
            // QEMU could not read what it was sent, and so cannot say which command that was.
            QmpClosedException unread =
                    new QmpClosedException(
                            "QEMU could not read a command: " + excerpt(message.at("/error/desc")));
            replies.values().forEach(waiting -> waiting.completeExceptionally(unread));
        } else {
            LOG.warn("a QMP message that answers no command: {}", excerpt(message));
        }
    }

    /** Return the beginning of a message: a list of all devices fills a log that is to be read. */
    static String excerpt(JsonNode message) {
        return Json.excerpt(message, MAX_LOGGED);
    }
}
