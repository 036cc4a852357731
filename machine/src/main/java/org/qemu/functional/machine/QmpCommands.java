package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.qemu.functional.qmp.EventMatch;
import org.qemu.functional.qmp.QmpSubscription;

/**
 * The commands and events of QEMU's monitor by their QMP names.
 *
 * <p>Methods that wait throw {@link org.qemu.functional.qmp.QmpTimeoutException} if QEMU does not
 * reply within {@linkplain QemuMachine#setQmpTimeout the QMP timeout} or the event does not come in
 * time, and {@link QemuDiedError} if QEMU exits first, or {@link
 * org.qemu.functional.machine.daemon.DaemonDiedError} if a storage daemon does.
 */
public interface QmpCommands {
    /** Execute a command without arguments and return the raw reply. */
    default JsonNode qmp(String command) {
        return qmp(command, Map.of());
    }

    /** Execute a command and return the raw reply, with {@code return} or {@code error}. */
    JsonNode qmp(String command, Map<String, ?> args);

    /**
     * Execute a command out of band, ahead of queued commands, and return the raw reply: see {@link
     * org.qemu.functional.qmp.QmpClient#executeOutOfBand}.
     */
    JsonNode qmpOutOfBand(String command, Map<String, ?> args);

    /** Execute a command without arguments and return its value. */
    default JsonNode cmd(String command) {
        return cmd(command, Map.of());
    }

    /**
     * Execute a command and return its value.
     *
     * @throws org.qemu.functional.qmp.QmpCommandException if QEMU refuses it
     */
    JsonNode cmd(String command, Map<String, ?> args);

    /**
     * Execute a command with arguments given as in Python: {@code cmd("device_add", "driver",
     * "virtio-rng", "id", "rng0")}.
     *
     * @throws IllegalArgumentException if the last key has no value
     */
    default JsonNode cmd(String command, String key, Object value, Object... more) {
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "the last key of QMP command '%s' has no value".formatted(command));
        }
        Map<String, Object> args = new LinkedHashMap<>(Map.of(key, value));
        for (int i = 0; i < more.length; i += 2) {
            args.put(more[i].toString(), more[i + 1]);
        }
        return cmd(command, args);
    }

    /** Execute a command of the human monitor and return its output. */
    default String hmp(String commandLine) {
        return cmd("human-monitor-command", "command-line", commandLine).asText();
    }

    /** Subscribe to the events with these names from now on, independently of {@link #events()}. */
    default QmpSubscription subscribe(String... names) {
        return subscribe(any -> true, names);
    }

    /**
     * Subscribe to the events with these names that match a filter, independently of {@link
     * #events()}.
     */
    QmpSubscription subscribe(Predicate<JsonNode> filter, String... names);

    /** Return the received events that no {@link #eventWait} has taken, the oldest first. */
    List<JsonNode> events();

    /** Remove the received events that no {@link #eventWait} has taken, and return them. */
    List<JsonNode> clearEvents();

    /** Wait for an event within {@link QemuMachine#EVENT_TIMEOUT}, and take it. */
    default JsonNode eventWait(String event) {
        return eventWait(event, QemuMachine.EVENT_TIMEOUT);
    }

    /** Take the oldest event with this name, waiting for it if necessary; keep all others. */
    default JsonNode eventWait(String event, Duration timeout) {
        return eventWait(event, timeout, any -> true);
    }

    /**
     * Take the oldest event with this name that contains the given data, such as {@code
     * Map.of("data", Map.of("device", "disk"))}: see {@link EventMatch#matches}.
     */
    default JsonNode eventWait(String event, Duration timeout, Map<String, ?> wanted) {
        return eventWait(event, timeout, candidate -> EventMatch.matches(candidate, wanted));
    }

    /**
     * Take the oldest event with this name that matches, waiting for it if necessary; keep all
     * others.
     */
    JsonNode eventWait(String event, Duration timeout, Predicate<JsonNode> match);

    /**
     * Take the oldest of several events, waiting for it if necessary.
     *
     * @param events the names of acceptable events, and a condition for each
     */
    JsonNode eventsWait(Map<String, Predicate<JsonNode>> events, Duration timeout);
}
