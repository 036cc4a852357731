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
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.machine.internal.launch.Consoles;
import org.qemu.functional.machine.internal.launch.MachineConfig;
import org.qemu.functional.machine.internal.launch.MachineLifecycle;
import org.qemu.functional.machine.internal.launch.RunningMachine;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A virtual machine. Configure it first, then call {@link #launch}, then use its monitor and
 * console.
 *
 * <p>Not thread-safe: only one thread at a time may use it. It may be launched again after it has
 * ended; its logs are then appended to. The logs are in a folder of the test: QEMU's own output in
 * {@code <name>.log}, the console in {@code console.log} or, for a VM other than {@code default},
 * in {@code console-<name>.log}.
 *
 * <p>{@link MachineAccess} has the operations that extensions need and tests do not.
 */
public final class QemuMachine extends MachineSetup implements QmpCommands, AutoCloseable {
    /** The name of the first VM of a test. */
    public static final String DEFAULT = "default";

    /** The default time limit for a reply of the monitor. */
    public static final Duration QMP_TIMEOUT = Duration.ofSeconds(30);

    /** The default time limit for an event. */
    public static final Duration EVENT_TIMEOUT = Duration.ofSeconds(60);

    /** The default time limit for text on the console. */
    public static final Duration CONSOLE_TIMEOUT = Duration.ofSeconds(60);

    /** The default time limit for the exit of QEMU. */
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
     * Create a machine that is not running.
     *
     * @param name letters, digits and {@code _.-}, not starting with {@code -}; used in the names
     *     of logs
     * @param logs the folder for its logs
     * @throws IllegalArgumentException if the name is not valid in a file name
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

    /** Return the name of this machine in the test. */
    public String name() {
        return config().name();
    }

    /** Return the QEMU binary. */
    public QemuBinary binary() {
        return config().binary();
    }

    /**
     * Return QEMU's command line for the current configuration, without the harness's own sockets.
     */
    public List<String> command() {
        return config().command();
    }

    /** Return the log of QEMU's output. */
    public Path outputLog() {
        return config().logs().output();
    }

    /** Return the log of the main console. */
    public Path consoleLog() {
        return consoleLog(Consoles.MAIN);
    }

    /** Return the log of a console, {@code console-<VM>-<console>.log} for a further one. */
    public Path consoleLog(String console) {
        return config().logs().console(console);
    }

    /** Return the log of the monitor. */
    public Path qmpLog() {
        return config().logs().qmp();
    }

    /** Return QEMU's output to standard output and standard error in the current or last run. */
    public String output() {
        return config().logs().outputOfRun();
    }

    /**
     * Start QEMU and return when its monitor answers; without a monitor, when its console is
     * connected; without either, at once.
     *
     * @throws LaunchException if QEMU cannot be started, exits first, or does not answer
     * @throws IllegalStateException if it is already running
     */
    public void launch() {
        lifecycle.launch();
    }

    /** Return whether QEMU is running. */
    public boolean isRunning() {
        return lifecycle.isRunning();
    }

    /**
     * Return QEMU's process ID in the current or last run.
     *
     * @throws IllegalStateException if it was never launched
     */
    public long pid() {
        return run().process().pid();
    }

    /**
     * Return QEMU's exit status, or the negative number of the signal that killed it. After a
     * failed launch, return {@link LaunchException#exitCode()}.
     *
     * @throws IllegalStateException if it is running or was never launched
     */
    public int exitCode() {
        return lifecycle.exitCode();
    }

    /**
     * Return the console.
     *
     * @throws IllegalStateException if {@link #setConsole()} was not called, or the VM was never
     *     launched
     */
    public Console console() {
        return console(Consoles.MAIN);
    }

    /**
     * Return a console by its name.
     *
     * @throws IllegalStateException if {@link #addConsole} was not called for it, or the VM was
     *     never launched
     */
    public Console console(String console) {
        return run().console(console);
    }

    /**
     * Wait for text on the console, starting at the end of the last match. {@link
     * ConsoleExpectation} has more options.
     *
     * @throws GuestFailedError if the guest crashes first
     * @throws QemuDiedError if QEMU exits first
     * @throws ConsoleTimeoutError if the text does not appear within {@link #CONSOLE_TIMEOUT}
     */
    public ConsoleMatch waitForConsolePattern(String success) {
        return ConsoleExpectation.on(this).success(success).await(CONSOLE_TIMEOUT);
    }

    /**
     * Type a command and a carriage return on the console, and wait for text as {@link
     * #waitForConsolePattern} does. The echo of the command never matches.
     */
    public ConsoleMatch execCommandAndWaitForPattern(String command, String success) {
        console().type(command);
        return waitForConsolePattern(success);
    }

    /**
     * Return this program's end of a chardev of {@link #addChannel}; it is closed when the run
     * ends.
     *
     * @throws IllegalStateException if there is no channel with this id, or the VM was never
     *     launched
     */
    public SocketChannel channel(String id) {
        return run().channel(id);
    }

    /**
     * Treat output that matches crash patterns of the guest as normal output until the returned
     * scope is closed: {@code try (var expected = vm.disarm("kernel panic")) { … }}.
     *
     * @param names names of patterns, see {@link org.qemu.functional.console.CrashPattern#all()};
     *     none for all patterns
     * @throws IllegalArgumentException if there is no pattern with one of these names
     */
    public Scope disarm(String... names) {
        return crashWatch.disarm(names);
    }

    /** A setting that is in effect until it is closed. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Return typed methods for the QMP commands that tests use most. */
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
     * Send a file descriptor along the monitor's connection, for a {@code getfd} or {@code add-fd}
     * command that follows.
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
     * <p>A status other than 0 fails the test when it ends, unless the test has called {@link
     * #exitCode()} or {@link #expectExit}.
     *
     * @throws AbnormalShutdownException if QEMU does not exit, or is ended by a signal that the
     *     test does not expect
     */
    public int waitForExit() {
        return waitForExit(EXIT_TIMEOUT);
    }

    /** Wait until QEMU exits by itself: see {@link #waitForExit()}. */
    public int waitForExit(Duration timeout) {
        return run().awaitExit(TimeoutScale.scaled(timeout)).code();
    }

    /**
     * End QEMU with {@code quit}, or with SIGTERM if it has no monitor. Kill it if it does not exit
     * within {@link #EXIT_TIMEOUT}. Do nothing if it was never launched or has ended normally.
     *
     * @throws AbnormalShutdownException if QEMU had to be killed, or had ended by a signal or with
     *     a status that the test does not know of
     */
    public void shutdown() {
        shutdown(EXIT_TIMEOUT);
    }

    /** End QEMU, killing it after a time limit: see {@link #shutdown()}. */
    public void shutdown(Duration timeout) {
        lifecycle.shutdown(timeout);
    }

    /**
     * End QEMU: see {@link #shutdown()}.
     *
     * @param hard whether to kill it at once
     */
    public void shutdown(boolean hard) {
        if (hard) {
            kill();
        } else {
            shutdown();
        }
    }

    /** Kill QEMU with SIGKILL and wait until it has exited. */
    public void kill() {
        lifecycle.kill();
    }

    /** End QEMU as {@link #shutdown()} does. */
    @Override
    public void close() {
        shutdown();
    }
}
