package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.FileDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.qemu.functional.machine.internal.launch.MachineConfig;
import org.qemu.functional.machine.internal.launch.MachineLifecycle;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpClosedException;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/** The monitor of a machine's run. Every wait fails with an explanation when QEMU exits. */
final class MonitorSession implements QmpCommands {
    private final MachineConfig config;
    private final MachineLifecycle lifecycle;

    MonitorSession(MachineConfig config, MachineLifecycle lifecycle) {
        this.config = config;
        this.lifecycle = lifecycle;
    }

    /** Return the name of the machine. */
    String vm() {
        return config.name();
    }

    @Override
    public JsonNode qmp(String command, Map<String, ?> args) {
        return await(reply(command), client -> client.execute(command, args, replyTimeout()));
    }

    @Override
    public JsonNode qmpOutOfBand(String command, Map<String, ?> args) {
        return await(
                reply(command), client -> client.executeOutOfBand(command, args, replyTimeout()));
    }

    @Override
    public JsonNode cmd(String command, Map<String, ?> args) {
        return await(reply(command), client -> client.command(command, args, replyTimeout()));
    }

    private static String reply(String command) {
        return "a reply to QMP command '%s'".formatted(command);
    }

    private Duration replyTimeout() {
        return TimeoutScale.scaled(config.qmpTimeout());
    }

    /** Send a file descriptor along the connection. */
    void sendFd(FileDescriptor descriptor) {
        JsonNode unused =
                await(
                        "the transfer of a file descriptor",
                        client -> {
                            client.send(descriptor);
                            return NullNode.getInstance();
                        });
    }

    @Override
    public QmpSubscription subscribe(Predicate<JsonNode> filter, String... names) {
        return client().subscribe(Set.of(names), filter);
    }

    /** Wait for the next event of a subscription. */
    JsonNode take(QmpSubscription events, String awaited, Duration timeout) {
        return await("QMP event " + awaited, client -> events.take(TimeoutScale.scaled(timeout)));
    }

    @Override
    public List<JsonNode> events() {
        return client().events();
    }

    @Override
    public List<JsonNode> clearEvents() {
        return client().clearEvents();
    }

    @Override
    public JsonNode eventWait(String event, Duration timeout, Predicate<JsonNode> match) {
        return await(
                "QMP event '%s'".formatted(event),
                client -> client.awaitEvent(event, match, TimeoutScale.scaled(timeout)));
    }

    @Override
    public JsonNode eventsWait(Map<String, Predicate<JsonNode>> events, Duration timeout) {
        return await(
                "one of the QMP events %s".formatted(events.keySet()),
                client -> client.awaitEvent(events, TimeoutScale.scaled(timeout)));
    }

    private QmpClient client() {
        return lifecycle.run().qmp();
    }

    /** An operation that waits for QEMU. */
    private interface Wait {
        JsonNode on(QmpClient client) throws InterruptedException;
    }

    private JsonNode await(String awaited, Wait wait) {
        try {
            return wait.on(client());
        } catch (QmpClosedException e) {
            throw lifecycle.run().died(awaited, e);
        } catch (InterruptedException e) {
            throw Interruption.during(awaited, e);
        }
    }
}
