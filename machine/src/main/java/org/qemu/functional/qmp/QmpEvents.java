package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.units.Seconds;

/** Keep the events of a connection in order until they are taken. */
final class QmpEvents {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JsonNode> pending = new ArrayList<>();
    private @Nullable QmpClosedException end;

    /** The number of events received, including those taken since. */
    private long added;

    void add(JsonNode event) {
        lock.lock();
        try {
            pending.add(event);
            added++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end(QmpClosedException reason) {
        lock.lock();
        try {
            end = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Remove the events that were not taken, and return them. */
    List<JsonNode> clear() {
        lock.lock();
        try {
            List<JsonNode> all = List.copyOf(pending);
            pending.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Return the events that were not taken. */
    List<JsonNode> pending() {
        lock.lock();
        try {
            return List.copyOf(pending);
        } finally {
            lock.unlock();
        }
    }

    /** Take the oldest event that matches; keep all others. */
    JsonNode take(String what, Predicate<JsonNode> match, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lockInterruptibly();
        try {
            // Check each event only once, so that a flood of other events does not slow down the
            // wait.
            long looked = 0;
            while (true) {
                JsonNode event = remove(match, added - looked);
                looked = added;
                if (event != null) {
                    return event;
                }
                if (end != null) {
                    String message =
                            "QMP event '%s' did not come: %s".formatted(what, end.getMessage());
                    throw end instanceof QmpProtocolException
                            ? new QmpProtocolException(message, end)
                            : new QmpClosedException(message, end);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new QmpTimeoutException(
                            "QMP event '%s' did not come within %s; received: %s"
                                    .formatted(what, Seconds.format(timeout), names()));
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Remove the first match among the most recent events, and perhaps some before them. */
    private @Nullable JsonNode remove(Predicate<JsonNode> match, long last) {
        for (int i = (int) Math.max(0, pending.size() - last); i < pending.size(); i++) {
            if (match.test(pending.get(i))) {
                return pending.remove(i);
            }
        }
        return null;
    }

    private List<String> names() {
        return pending.stream().map(event -> event.path("event").asText()).toList();
    }
}
