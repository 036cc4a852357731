package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Receive some of a connection's events from now on. Taking an event here does not remove it from
 * {@link QmpClient#events()} or other subscriptions.
 */
public final class QmpSubscription implements AutoCloseable {
    private final QmpEvents queue = new QmpEvents();
    private final List<JsonNode> history = new ArrayList<>();
    private final Set<String> names;
    private final Predicate<JsonNode> filter;
    private final Runnable unsubscribe;

    QmpSubscription(
            Set<String> names, Predicate<JsonNode> filter, Consumer<QmpSubscription> unsubscribe) {
        this.names = names;
        this.filter = filter;
        this.unsubscribe = () -> unsubscribe.accept(this);
    }

    void offer(JsonNode event) {
        if ((names.isEmpty() || names.contains(event.path("event").asText()))
                && filter.test(event)) {
            synchronized (history) {
                history.add(event);
            }
            queue.add(event);
        }
    }

    void end(QmpClosedException reason) {
        queue.end(reason);
    }

    /**
     * Take the oldest event, waiting for one if necessary.
     *
     * @throws QmpTimeoutException if none arrives in time
     * @throws QmpClosedException if the connection ends first
     */
    public JsonNode take(Duration timeout) throws InterruptedException {
        return queue.take(names.isEmpty() ? "any" : String.join(", ", names), e -> true, timeout);
    }

    /** Return the received events that were not taken, the oldest first. */
    public List<JsonNode> pending() {
        return queue.pending();
    }

    /** Return all received events, taken or not, the oldest first. */
    public List<JsonNode> history() {
        synchronized (history) {
            return List.copyOf(history);
        }
    }

    /** Remove the received events that were not taken, and return them. */
    public List<JsonNode> clear() {
        return queue.clear();
    }

    /** End the subscription. */
    @Override
    public void close() {
        unsubscribe.run();
    }
}
