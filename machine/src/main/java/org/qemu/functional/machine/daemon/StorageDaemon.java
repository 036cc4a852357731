package org.qemu.functional.machine.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.QmpCommands;
import org.qemu.functional.machine.internal.launch.Sockets;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpClosedException;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpLog;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/**
 * {@code qemu-storage-daemon}, which exports images over vhost-user, NBD, VDUSE or FUSE. It has a
 * monitor, whose log is {@code qmp-<name>.log}.
 *
 * <p>Waits throw {@link DaemonDiedError} if the daemon exits first.
 */
public final class StorageDaemon extends Daemon implements QmpCommands {
    /** The id of the chardev of the harness's monitor. */
    private static final String MONITOR = "harness-monitor";

    private final List<String> arguments;
    private @Nullable QmpClient qmp;

    StorageDaemon(DaemonConfig config, List<String> arguments) {
        super(config);
        this.arguments = arguments;
    }

    @Override
    DaemonRun start(Sockets sockets) throws IOException, InterruptedException {
        Sockets.Listener monitor = sockets.listen("monitor");
        // The options take effect in their order: when the monitor answers, the exports are there.
        DaemonCommand command =
                DaemonCommand.of(
                        DaemonCommand.words(
                                List.of(program()),
                                arguments,
                                List.of("--chardev", monitor.chardev(MONITOR)),
                                List.of("--monitor", "chardev=" + MONITOR)));
        return DaemonRun.start(config(), command, sockets, run -> connect(run, monitor));
    }

    private void connect(DaemonRun run, Sockets.Listener monitor)
            throws IOException, InterruptedException {
        SocketChannel channel = run.accept(monitor, "it connected its monitor");
        try {
            qmp =
                    QmpClient.negotiate(
                            channel,
                            channel,
                            TestLog.threads("qmp-" + name()),
                            run.timeout(),
                            QmpLog.to(config().qmpLog(), name()));
        } catch (QmpException e) {
            throw run.notReady("its monitor answered");
        }
    }

    @Override
    void released() {
        if (qmp != null) {
            qmp.close();
        }
    }

    private QmpClient client() {
        DaemonRun unused = run();
        if (qmp == null) {
            throw new IllegalStateException("the monitor of '%s' is closed".formatted(name()));
        }
        return qmp;
    }

    /** An operation that waits for the daemon. */
    private interface Wait {
        JsonNode on(QmpClient client, Duration timeout) throws InterruptedException;
    }

    private JsonNode await(String awaited, Duration timeout, Wait wait) {
        try {
            return wait.on(client(), TimeoutScale.scaled(timeout));
        } catch (QmpClosedException e) {
            throw closed(awaited, e);
        } catch (InterruptedException e) {
            throw Interruption.during(awaited, e);
        }
    }

    private RuntimeException closed(String awaited, QmpClosedException e) {
        try {
            if (run().process().awaitExitOfClosed().isPresent()) {
                DaemonDiedError died = run().died();
                died.addSuppressed(e);
                throw died;
            }
        } catch (InterruptedException interrupted) {
            throw Interruption.during(awaited, interrupted);
        }
        return e;
    }

    private JsonNode command(String command, Wait wait) {
        if (command.equals("quit")) {
            run().expectEnd();
        }
        return await(
                "a reply to QMP command '%s'".formatted(command), QemuMachine.QMP_TIMEOUT, wait);
    }

    @Override
    public JsonNode qmp(String command, Map<String, ?> args) {
        return command(command, (client, timeout) -> client.execute(command, args, timeout));
    }

    @Override
    public JsonNode qmpOutOfBand(String command, Map<String, ?> args) {
        return command(
                command, (client, timeout) -> client.executeOutOfBand(command, args, timeout));
    }

    @Override
    public JsonNode cmd(String command, Map<String, ?> args) {
        return command(command, (client, timeout) -> client.command(command, args, timeout));
    }

    @Override
    public QmpSubscription subscribe(Predicate<JsonNode> filter, String... names) {
        return client().subscribe(Set.of(names), filter);
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
                timeout,
                (client, scaled) -> client.awaitEvent(event, match, scaled));
    }

    @Override
    public JsonNode eventsWait(Map<String, Predicate<JsonNode>> events, Duration timeout) {
        return await(
                "one of the QMP events %s".formatted(events.keySet()),
                timeout,
                (client, scaled) -> client.awaitEvent(events, scaled));
    }
}
