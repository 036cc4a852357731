package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileDescriptor;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.qemu.functional.console.Console;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A virtual machine: arguments first, then {@link #launch}, then its monitor and console.
 *
 * <p>Used by one thread at a time. It may be launched again when it has ended; its logs go on. Logs
 * go to a folder of the test: QEMU's own output to {@code <name>.log}, the console to {@code
 * console.log} or, for a VM other than {@code default}, to {@code console-<name>.log}.
 *
 * <p>Extensions find what tests do not need in {@link MachineAccess}.
 */
public final class QemuMachine extends MachineSetup implements QmpCommands, AutoCloseable {
    /** The name of the first VM of a test. */
    public static final String DEFAULT = "default";

    /** How long a reply of the monitor may take, unless told otherwise. */
    public static final Duration QMP_TIMEOUT = Duration.ofSeconds(30);

    /** How long an event may take, unless told otherwise. */
    public static final Duration EVENT_TIMEOUT = Duration.ofSeconds(60);

    /** How long QEMU may take to exit, unless told otherwise. */
    public static final Duration EXIT_TIMEOUT = Duration.ofSeconds(30);

    private final MachineLifecycle lifecycle;
    private final MonitorSession session;
    private final CrashDetector crashWatch = new CrashDetector();
    private final MachineAccess access;

    private QemuMachine(MachineConfig config) {
        super(config);
        lifecycle = new MachineLifecycle(config);
        session = new MonitorSession(config, lifecycle);
        access =
                new MachineAccess(
                        config,
                        lifecycle,
                        crashWatch,
                        other -> create(config.binary(), other, config.logs().folder()));
    }

    /**
     * Make a machine that is not running.
     *
     * @param name letters, digits, {@code _.-}, no {@code -} first: it names log files
     * @param logs the folder for its logs
     * @throws IllegalArgumentException if the name is not fit for a file
     */
    public static QemuMachine create(QemuBinary binary, String name, Path logs) {
        return new QemuMachine(new MachineConfig(binary, name, logs));
    }

    @Override
    QemuMachine self() {
        return this;
    }

    MachineAccess access() {
        return access;
    }

    CrashDetector crashWatch() {
        return crashWatch;
    }

    RunningMachine run() {
        return lifecycle.run();
    }

    /** Return the name by which the test knows it. */
    public String name() {
        return config().name();
    }

    /** Return the binary that it runs. */
    public QemuBinary binary() {
        return config().binary();
    }

    /** Return QEMU's command line with what is set now, less the harness's own sockets. */
    public List<String> command() {
        return config().command();
    }

    /** Return where QEMU's output goes. */
    public Path outputLog() {
        return config().logs().output();
    }

    /** Return where the console's output goes. */
    public Path consoleLog() {
        return consoleLog(Consoles.MAIN);
    }

    /**
     * Return where the output of a console goes, {@code console-<VM>-<console>.log} for a further
     * one.
     */
    public Path consoleLog(String console) {
        return config().logs().console(console);
    }

    /** Return where what was said on the monitor goes. */
    public Path qmpLog() {
        return config().logs().qmp();
    }

    /** Return what QEMU has written to standard output and error, in this run or the last one. */
    public String output() {
        return config().logs().outputOfRun();
    }

    /**
     * Start QEMU and return when its monitor answers; with no monitor, when its console is
     * connected; with neither, at once.
     *
     * @throws LaunchException if QEMU cannot be started, exits first, or does not answer
     * @throws IllegalStateException if it runs already
     */
    public void launch() {
        lifecycle.launch();
    }

    /** Return whether QEMU runs. */
    public boolean isRunning() {
        return lifecycle.isRunning();
    }

    /**
     * Return QEMU's process id, in this run or the last one.
     *
     * @throws IllegalStateException if it was never launched
     */
    public long pid() {
        return run().process().pid();
    }

    /**
     * Return QEMU's exit status, negative for the signal that killed it; after a launch that
     * failed, {@link LaunchException#exitCode()}.
     *
     * @throws IllegalStateException if it runs or was never launched
     */
    public int exitCode() {
        return lifecycle.exitCode();
    }

    /**
     * Return the console.
     *
     * @throws IllegalStateException if it was not asked for by {@link #setConsole()}, or the VM was
     *     never launched
     */
    public Console console() {
        return console(Consoles.MAIN);
    }

    /**
     * Return a console by its name.
     *
     * @throws IllegalStateException if it was not asked for by {@link #addConsole}, or the VM was
     *     never launched
     */
    public Console console(String console) {
        return run().console(console);
    }

    /**
     * Return this program's end of a chardev of {@link #addChannel}; it is closed when the run
     * ends.
     *
     * @throws IllegalStateException if there is none of that id, or the VM was never launched
     */
    public SocketChannel channel(String id) {
        return run().channel(id);
    }

    /**
     * Wait for what looks like a crash of the guest as for anything else, until the result is
     * closed: {@code try (var expected = vm.disarm("kernel panic")) { … }}.
     *
     * @param names of patterns, see {@link org.qemu.functional.console.CrashPattern#all()}; none
     *     for all
     * @throws IllegalArgumentException if there is none of that name
     */
    public Scope disarm(String... names) {
        return crashWatch.disarm(names);
    }

    /** What is over when it is closed. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Return the commands that tests use most, by their meaning. */
    public Monitor monitor() {
        return new Monitor(session);
    }

    @Override
    public JsonNode qmp(String command, Map<String, ?> args) {
        return session.qmp(command, args);
    }

    @Override
    public JsonNode qmpOutOfBand(String command, Map<String, ?> args) {
        return session.qmpOutOfBand(command, args);
    }

    @Override
    public JsonNode cmd(String command, Map<String, ?> args) {
        return session.cmd(command, args);
    }

    @Override
    public QmpSubscription subscribe(Predicate<JsonNode> filter, String... names) {
        return session.subscribe(filter, names);
    }

    @Override
    public List<JsonNode> events() {
        return session.events();
    }

    @Override
    public List<JsonNode> clearEvents() {
        return session.clearEvents();
    }

    @Override
    public JsonNode eventWait(String event, Duration timeout, Predicate<JsonNode> match) {
        return session.eventWait(event, timeout, match);
    }

    @Override
    public JsonNode eventsWait(Map<String, Predicate<JsonNode>> events, Duration timeout) {
        return session.eventsWait(events, timeout);
    }

    /**
     * Send a file descriptor along the monitor's connection, for the {@code getfd} or {@code
     * add-fd} command that is to follow.
     *
     * @throws IllegalStateException if {@link #setFdPassing} was not called before the launch
     * @throws QemuDiedError if QEMU exits first
     */
    public void sendFd(FileDescriptor descriptor) {
        session.sendFd(descriptor);
    }

    /**
     * Wait until QEMU exits by itself, at most {@link #EXIT_TIMEOUT}, and return its exit status.
     *
     * <p>A status other than 0 fails the test when it ends, unless the test has asked for {@link
     * #exitCode()} or said {@link #expectExit}.
     *
     * @throws AbnormalShutdownException if it does not exit, or a signal ends it which the test has
     *     not said to expect
     */
    public int waitForExit() {
        return waitForExit(EXIT_TIMEOUT);
    }

    /** Wait until QEMU exits by itself: see {@link #waitForExit()}. */
    public int waitForExit(Duration timeout) {
        return run().awaitExit(TimeoutScale.scaled(timeout)).code();
    }

    /**
     * End QEMU by {@code quit}, or by SIGTERM if it has no monitor, and kill it if that does not
     * help within {@link #EXIT_TIMEOUT}; nothing happens if it was never launched or has ended
     * well.
     *
     * @throws AbnormalShutdownException if QEMU had to be killed, or had died by a signal or with a
     *     status that the test has not been told of
     */
    public void shutdown() {
        shutdown(EXIT_TIMEOUT);
    }

    /** End QEMU, killing it after a time: see {@link #shutdown()}. */
    public void shutdown(Duration timeout) {
        lifecycle.shutdown(timeout);
    }

    /**
     * End QEMU: see {@link #shutdown()}.
     *
     * @param hard kill it at once
     */
    public void shutdown(boolean hard) {
        if (hard) {
            kill();
        } else {
            shutdown();
        }
    }

    /** Kill QEMU by SIGKILL and wait until it is gone. */
    public void kill() {
        lifecycle.kill();
    }

    /** The same as {@link #shutdown()}. */
    @Override
    public void close() {
        shutdown();
    }
}
