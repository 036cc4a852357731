package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.logging.Log;
import org.qemu.functional.qmp.EventMatch;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpClosedException;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A virtual machine: arguments first, then {@link #launch}, then its monitor and console.
 *
 * <p>Used by one thread at a time. It may be launched again when it has ended; its logs go on. Logs
 * go to a folder of the test: QEMU's own output to {@code <name>.log}, the console to {@code
 * console.log} or, for a VM other than {@code default}, to {@code console-<name>.log}.
 */
public final class QemuMachine implements AutoCloseable {
    /** The name of the first VM of a test. */
    public static final String DEFAULT = "default";

    /** How long a reply of the monitor may take, unless told otherwise. */
    public static final Duration QMP_TIMEOUT = Duration.ofSeconds(30);

    /** How long an event may take, unless told otherwise. */
    public static final Duration EVENT_TIMEOUT = Duration.ofSeconds(60);

    /** How long QEMU may take to exit, unless told otherwise. */
    public static final Duration EXIT_TIMEOUT = Duration.ofSeconds(30);

    private static final Log LOG = Log.of("qemu.machine");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*");

    private final QemuBinary binary;
    private final String name;
    private final Path logs;
    private final CommandLine arguments = new CommandLine();
    private final Consoles consoles = new Consoles();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final CrashWatch crashWatch = new CrashWatch();
    private final List<Consumer<QemuMachine>> launched = new ArrayList<>();
    private final List<Runnable> ended = new ArrayList<>();
    private final Set<String> channels = new LinkedHashSet<>();
    private Function<String, QemuMachine> family;
    private final Set<Integer> expectedExits = new HashSet<>();
    private final Inheritance inheritance = new Inheritance();
    private boolean sendsDescriptors;
    private Duration qmpTimeout = QMP_TIMEOUT;
    private boolean hasMonitor = true;
    private @Nullable InetSocketAddress monitorAddress;
    private @Nullable String testCommand;
    private @Nullable LaunchException failedLaunch;
    private @Nullable LaunchException crashedLaunch;
    private @Nullable Run run;

    /** Where in {@link #outputLog()} this run or the last one begins. */
    private long outputStart;

    private QemuMachine(QemuBinary binary, String name, Path logs) {
        this.binary = binary;
        this.name = name;
        this.logs = logs;
        family = other -> create(binary, other, logs);
    }

    /**
     * Make a machine that is not running.
     *
     * @param name letters, digits, {@code _.-}, no {@code -} first: it names log files
     * @param logs the folder for its logs
     * @throws IllegalArgumentException if the name is not fit for a file
     */
    public static QemuMachine create(QemuBinary binary, String name, Path logs) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException(
                    "'%s' is an argument of QEMU and cannot name a VM: newVm(\"%s\", …) makes a VM with arguments"
                            .formatted(name, name));
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot name a VM: only letters, digits and _.- go into the names of its logs"
                            .formatted(name));
        }
        return new QemuMachine(binary, name, logs);
    }

    /** Say how further machines are made that end with the test that this one ends with. */
    public void setFamily(Function<String, QemuMachine> maker) {
        family = maker;
    }

    /**
     * Return a further machine of the same binary, that ends with the same test.
     *
     * @param other its name; the same one returns the same machine
     */
    public QemuMachine sibling(String other) {
        return family.apply(other);
    }

    /** The name by which the test knows it. */
    public String name() {
        return name;
    }

    /** The binary that it runs. */
    public QemuBinary binary() {
        return binary;
    }

    /** Add arguments to QEMU's command line; paths and numbers may stand among the strings. */
    public QemuMachine addArgs(Object... args) {
        arguments.add(args);
        return this;
    }

    /** Replace the value of the first argument of this name, or add both. */
    public QemuMachine setArg(String argument, Object value) {
        arguments.set(argument, value.toString());
        return this;
    }

    /**
     * Be given what another machine was given until now: arguments, consoles, channels,
     * environment; but not the descriptors that it inherits.
     */
    public void copyArguments(QemuMachine other) {
        arguments.copy(other.arguments);
        consoles.copy(other.consoles);
        channels.clear();
        channels.addAll(other.channels);
        environment.clear();
        environment.putAll(other.environment);
        sendsDescriptors = other.sendsDescriptors;
    }

    /**
     * Replace arguments one by one: each is given to a function, which returns what to have
     * instead.
     */
    public void replaceArguments(UnaryOperator<String> change) {
        arguments.replaceAll(change);
    }

    /** Set the machine type, given as {@code -machine}. */
    public void setMachine(String type) {
        arguments.setMachine(type);
    }

    /** Put words before QEMU's on the command line: {@code valgrind}, {@code taskset -c 0}. */
    public void setWrapper(String... words) {
        arguments.setWrapper(List.of(words));
    }

    /** Put words before QEMU's on the command line: see {@link #setWrapper(String...)}. */
    public void setWrapper(List<String> words) {
        arguments.setWrapper(words);
    }

    /** Set a variable in QEMU's environment, besides those that this program has itself. */
    public void setEnv(String variable, String value) {
        environment.put(variable, value);
    }

    /**
     * Have QEMU inherit a file descriptor, which this program may close once {@link #launch} has
     * returned.
     *
     * @param descriptor of {@link java.io.FileInputStream#getFD()}, say
     * @return its number in QEMU, for arguments such as {@code -netdev socket,fd=}
     * @throws IllegalArgumentException if it is closed
     */
    public int inheritFd(FileDescriptor descriptor) {
        return inheritance.add(descriptor);
    }

    /**
     * Have QEMU inherit one end of a new socket pair.
     *
     * @throws UncheckedIOException if there is none to be had
     */
    public SocketPair inheritSocket() {
        try {
            return inheritance.addSocket();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a pair of sockets", e);
        }
    }

    /**
     * Have QEMU inherit a file descriptor and put it into a set, {@code -add-fd}: {@code
     * /dev/fdset/<set>} then stands for it in other arguments.
     *
     * @param opaque what {@code query-fdsets} tells of it; {@code null} for nothing
     */
    public void addFd(FileDescriptor descriptor, int fdset, @Nullable String opaque) {
        String option = "fd=%d,set=%d".formatted(inheritFd(descriptor), fdset);
        addArgs("-add-fd", opaque == null ? option : option + ",opaque=" + opaque);
    }

    /** Make {@link #sendFd} possible: the monitor's connection must be of a special kind for it. */
    public void setFdPassing(boolean enabled) {
        sendsDescriptors = enabled;
    }

    /**
     * Send a file descriptor along the monitor's connection, for the {@code getfd} or {@code
     * add-fd} command that is to follow.
     *
     * @throws IllegalStateException if {@link #setFdPassing} was not called before the launch
     * @throws QemuDiedError if QEMU exits first
     */
    public void sendFd(FileDescriptor descriptor) {
        talk(
                "taking a file descriptor",
                client -> {
                    client.send(descriptor);
                    return NullNode.getInstance();
                });
    }

    /** Do without the monitor: for a QEMU that is to fail at its start, say. */
    public void setQmpMonitor(boolean enabled) {
        hasMonitor = enabled;
    }

    /**
     * Set how long QEMU may take to reply to a command, {@link #QMP_TIMEOUT} by default.
     *
     * @param timeout above 0, to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws IllegalArgumentException if it is not above 0
     */
    public void setQmpTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "VM '%s': the time-out of QMP is %s; set one above 0".formatted(name, timeout));
        }
        qmpTimeout = timeout;
    }

    /**
     * Have QEMU call for its monitor over TCP instead of a UNIX socket.
     *
     * @param address where this program listens; port 0 lets the kernel choose one that is free
     */
    public void setMonitorAddress(InetSocketAddress address) {
        hasMonitor = true;
        monitorAddress = address;
    }

    /** Have no human monitor, which a machine may otherwise put on a serial port. */
    public void addMonitorNull() {
        addArgs("-monitor", "null");
    }

    /** Connect the first serial port to {@link #console()}. */
    public void setConsole() {
        consoles.connectSerial(Consoles.MAIN, 0);
    }

    /**
     * Connect a device to {@link #console()} instead of a serial port.
     *
     * @param device what stands after {@code -device}, less the {@code chardev}: {@code
     *     isa-debugcon,iobase=0x402}, {@code virtconsole}
     */
    public void setConsole(String device) {
        consoles.connectDevice(Consoles.MAIN, device);
    }

    /**
     * Connect a serial port or a device to {@link #console()}.
     *
     * @param device {@code null} for a serial port
     * @param index so many serial ports come before; those that no console is connected to are
     *     {@code null}
     */
    public void setConsole(@Nullable String device, int index) {
        if (device == null) {
            consoles.connectSerial(Consoles.MAIN, index);
        } else {
            consoles.connectDevice(Consoles.MAIN, device);
        }
    }

    /**
     * Connect a serial port to a further console, {@link #console(String)}.
     *
     * @param name a letter and then letters, digits, {@code _} and {@code -}
     * @param index the number of the serial port, 0 for the first
     * @throws IllegalArgumentException if the port is connected already, or the name is no such
     */
    public void addConsole(String name, int index) {
        consoles.connectSerial(name, index);
    }

    /**
     * Connect a device to a further console, {@link #console(String)}.
     *
     * @param device what stands after {@code -device}, less the {@code chardev}
     * @throws IllegalArgumentException if the name is not fit for a chardev
     */
    public void addConsole(String name, String device) {
        consoles.connectDevice(name, device);
    }

    /**
     * Have QEMU call this program for a chardev that is none of the harness's own, which arguments
     * then name: {@code -qtest chardev:<id>}, {@code -device virtserialport,chardev=<id>}.
     *
     * @param id of the chardev, and for {@link #channel}
     * @throws IllegalArgumentException if there is one of that id already
     */
    public void addChannel(String id) {
        if (!channels.add(id)) {
            throw new IllegalArgumentException(
                    "VM '%s' has a channel '%s' already".formatted(name, id));
        }
    }

    /**
     * Return this program's end of a chardev of {@link #addChannel}; it is closed when the run
     * ends.
     *
     * @throws IllegalStateException if there is none of that id, or the VM was never launched
     */
    public SocketChannel channel(String id) {
        SocketChannel found = launched().channels().get(id);
        if (found == null) {
            throw new IllegalStateException(
                    "VM '%s' has no channel '%s' but %s; call addChannel() before launch()"
                            .formatted(name, id, launched().channels().keySet()));
        }
        return found;
    }

    /**
     * Explain that something did not come because QEMU is gone, or going: how it ended, its last
     * words, where they are in full.
     *
     * @param awaited as in "while the test waited for …"
     * @param cause by which that showed
     */
    public QemuDiedError died(String awaited, Throwable cause) {
        return launched().died(awaited, cause);
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

    /**
     * Whether waits end when the guest says something of this kind, which no {@link #disarm} is
     * about.
     *
     * @param crash the name of a pattern, see {@link org.qemu.functional.console.CrashPattern}
     */
    public boolean isArmed(String crash) {
        return crashWatch.armedFor(List.of()).stream().anyMatch(one -> one.name().equals(crash));
    }

    /** What is over when it is closed. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Expect QEMU to end with one of these exit statuses, besides 0; negative for a signal. Any
     * other end fails the test.
     */
    public QemuMachine expectExit(int... statuses) {
        Arrays.stream(statuses).forEach(expectedExits::add);
        return this;
    }

    /**
     * Start QEMU and return when its monitor answers; with no monitor, when its console is
     * connected; with neither, at once.
     *
     * @throws LaunchException if QEMU cannot be started, exits first, or does not answer
     * @throws IllegalStateException if it runs already
     */
    public void launch() {
        if (run != null && run.process().isAlive()) {
            throw new IllegalStateException("VM '%s' runs already".formatted(name));
        }
        if (run != null) {
            run.release();
        }
        outputStart = Output.size(outputLog());
        failedLaunch = null;
        crashedLaunch = null;
        try {
            run = new Launcher(this).launch();
        } catch (LaunchException e) {
            // A test that expects a launch to fail does not expect QEMU to crash.
            crashedLaunch = e.exitCode() < 0 ? e : null;
            failedLaunch = e;
            throw e;
        }
        LOG.info("VM '{}' runs as process {}", name, run.process().pid());
        launched.forEach(action -> action.accept(this));
    }

    /** Do something whenever the launch is over and the machine runs. */
    public void afterLaunch(Consumer<QemuMachine> action) {
        launched.add(action);
    }

    /** Do something whenever a run is over, after its end or its channels' were seen. */
    public void afterEnd(Runnable action) {
        ended.add(action);
    }

    void ended() {
        ended.forEach(Runnable::run);
    }

    /** Return the consoles by their names, the first one as {@code console}. */
    public Map<String, Console> consoles() {
        return Collections.unmodifiableMap(launched().consoles());
    }

    boolean hasMonitor() {
        return hasMonitor;
    }

    Inheritance inheritance() {
        return inheritance;
    }

    boolean sendsDescriptors() {
        return sendsDescriptors;
    }

    @Nullable InetSocketAddress monitorAddress() {
        return monitorAddress;
    }

    Set<String> consoleNames() {
        return consoles.names();
    }

    Set<String> channelIds() {
        return channels;
    }

    Map<String, String> environment() {
        return environment;
    }

    CrashWatch crashWatch() {
        return crashWatch;
    }

    boolean expectsExit(int status) {
        return status == 0 || expectedExits.contains(status);
    }

    /** QEMU's command line, with the chardevs, by their ids, through which it is to call. */
    List<String> command(@Nullable String monitor, UnaryOperator<String> chardev) {
        return arguments.command(binary.path(), monitor, consoles, channels, chardev);
    }

    /** QEMU's command line as it was last launched, or would be, less the harness's own sockets. */
    public List<String> command() {
        return command(null, id -> "null,id=" + id);
    }

    /** The folder of its logs. */
    Path folder() {
        return logs;
    }

    /**
     * Tell how the test that uses this VM can be run again, a command for a shell, so that {@code
     * rerun.sh} can.
     */
    public void setTestCommand(String command) {
        testCommand = command;
    }

    /**
     * Write {@code rerun.sh}, or {@code rerun-<VM>.sh} for another than {@code default}, beside the
     * logs: it starts QEMU as the test did, or the test.
     *
     * @return its path; empty if it could not be written
     */
    public Optional<Path> writeRerunScript() {
        Path file = logs.resolve(name.equals(DEFAULT) ? "rerun.sh" : "rerun-" + name + ".sh");
        try {
            new RerunScript(this, testCommand).write(file);
            return Optional.of(file);
        } catch (IOException e) {
            LOG.warn("cannot write '{}': {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Where QEMU's output goes. */
    public Path outputLog() {
        return logs.resolve(name + ".log");
    }

    /** Where the console's output goes. */
    public Path consoleLog() {
        return logs.resolve(name.equals(DEFAULT) ? "console.log" : "console-" + name + ".log");
    }

    /** Where the output of a console goes, {@code console-<VM>-<console>.log} for a further one. */
    public Path consoleLog(String console) {
        return console.equals(Consoles.MAIN)
                ? consoleLog()
                : logs.resolve("console-" + name + "-" + console + ".log");
    }

    /** Where what was said on the monitor goes. */
    public Path qmpLog() {
        return logs.resolve(name.equals(DEFAULT) ? "qmp.log" : "qmp-" + name + ".log");
    }

    /** What QEMU has written to standard output and error, in this run or the last one. */
    public String output() {
        return Output.read(outputLog(), outputStart);
    }

    /**
     * Say how the machine is, for one who looks at a test that does not go on: what QEMU answers to
     * {@code query-status}, the last words of all sides, and a screendump where there is a screen.
     *
     * @param limit how long QEMU may take for each of its answers
     */
    public String describe(Duration limit) {
        if (run == null) {
            return "VM '%s' was not launched; call launch() first".formatted(name);
        }
        StringBuilder text = new StringBuilder("VM '%s': ".formatted(name));
        ExitStatus exit = run.process().exit().getNow(null);
        if (exit != null) {
            return text.append("QEMU %s\n%s".formatted(exit, run.circumstances())).toString();
        }
        QmpClient client = run.qmp();
        if (client != null) {
            Path picture = logs.resolve("timeout-" + name + ".ppm").toAbsolutePath();
            text.append("query-status: ").append(ask(client, "query-status", Map.of(), limit));
            text.append("\n  screendump (%s): ".formatted(picture))
                    .append(
                            ask(
                                    client,
                                    "screendump",
                                    Map.of("filename", picture.toString()),
                                    limit));
        }
        return text.append('\n').append(run.circumstances()).toString();
    }

    private static String ask(
            QmpClient client, String command, Map<String, ?> arguments, Duration limit) {
        try {
            return client.command(command, arguments, limit).toString();
        } catch (QmpException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Whether it was launched at all, and QEMU started. */
    public boolean wasLaunched() {
        return run != null;
    }

    /** Whether QEMU runs. */
    public boolean isRunning() {
        return run != null && run.process().isAlive();
    }

    /**
     * Return QEMU's process id, in this run or the last one.
     *
     * @throws IllegalStateException if it was never launched
     */
    public long pid() {
        return launched().process().pid();
    }

    /**
     * Return QEMU's exit status, negative for the signal that killed it; after a launch that
     * failed, {@link LaunchException#exitCode()}.
     *
     * @throws IllegalStateException if it runs or was never launched
     */
    public int exitCode() {
        LaunchException failed = failedLaunch;
        if (failed != null) {
            return failed.exitCode();
        }
        Run run = launched();
        ExitStatus status = run.process().exit().getNow(null);
        if (status == null) {
            throw new IllegalStateException(
                    "VM '%s' still runs; call waitForExit() or shutdown() first".formatted(name));
        }
        run.tell();
        return status.code();
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
        Console found = launched().consoles().get(console);
        if (found == null) {
            throw new IllegalStateException(
                    console.equals(Consoles.MAIN)
                            ? "VM '%s' has no console; call setConsole() before launch()"
                                    .formatted(name)
                            : "VM '%s' has no console '%s' but %s; call addConsole() before launch()"
                                    .formatted(name, console, launched().consoles().keySet()));
        }
        return found;
    }

    /**
     * Execute a command of the human monitor and return its answer.
     *
     * @throws org.qemu.functional.qmp.QmpTimeoutException if there is none within {@link
     *     #setQmpTimeout its time}
     * @throws QemuDiedError if QEMU exits first
     */
    public String hmp(String commandLine) {
        return cmd("human-monitor-command", "command-line", commandLine).asText();
    }

    /** Return the commands that tests use most, by their meaning. */
    public Monitor monitor() {
        return new Monitor(this);
    }

    /**
     * Execute a command without arguments and return the raw reply: see {@link #qmp(String, Map)}.
     */
    public JsonNode qmp(String command) {
        return qmp(command, Map.of());
    }

    /**
     * Execute a QMP command and return the reply as it came, with {@code return} or {@code error}.
     *
     * @throws org.qemu.functional.qmp.QmpTimeoutException if there is none within {@link
     *     #setQmpTimeout its time}
     * @throws QemuDiedError if QEMU exits first
     */
    public JsonNode qmp(String command, Map<String, ?> args) {
        return talk(
                "a reply to QMP command '%s'".formatted(command),
                client -> client.execute(command, args, TimeoutScale.scaled(qmpTimeout)));
    }

    /** Execute a command without arguments and return its value: see {@link #cmd(String, Map)}. */
    public JsonNode cmd(String command) {
        return cmd(command, Map.of());
    }

    /**
     * Execute a QMP command and return its value.
     *
     * @throws org.qemu.functional.qmp.QmpCommandException if QEMU refuses it
     * @throws org.qemu.functional.qmp.QmpTimeoutException if there is no reply within {@link
     *     #setQmpTimeout its time}
     * @throws QemuDiedError if QEMU exits first
     */
    public JsonNode cmd(String command, Map<String, ?> args) {
        return talk(
                "a reply to QMP command '%s'".formatted(command),
                client -> client.command(command, args, TimeoutScale.scaled(qmpTimeout)));
    }

    /**
     * Execute a QMP command with arguments as in Python: {@code cmd("device_add", "driver",
     * "virtio-rng", "id", "rng0")}.
     *
     * @throws IllegalArgumentException if keys and values do not pair
     */
    public JsonNode cmd(String command, String key, Object value, Object... more) {
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

    /**
     * Execute a command out of band, before those that wait their turn, and return the reply as it
     * came: see {@link QmpClient#executeOutOfBand}.
     */
    public JsonNode qmpOutOfBand(String command, Map<String, ?> args) {
        return talk(
                "a reply to QMP command '%s'".formatted(command),
                client -> client.executeOutOfBand(command, args, TimeoutScale.scaled(qmpTimeout)));
    }

    /** Receive events of some names from now on, apart from {@link #events()}. */
    public QmpSubscription subscribe(String... names) {
        return subscribe(any -> true, names);
    }

    /**
     * Receive the events of some names that a filter lets through, apart from {@link #events()}.
     */
    public QmpSubscription subscribe(Predicate<JsonNode> filter, String... names) {
        return client().subscribe(Set.of(names), filter);
    }

    /** Wait for the next event of a subscription. */
    JsonNode take(QmpSubscription events, String awaited, Duration timeout) {
        return talk("QMP event " + awaited, client -> events.take(TimeoutScale.scaled(timeout)));
    }

    /** Return the events that came and that no {@link #eventWait} has taken, the oldest first. */
    public List<JsonNode> events() {
        return client().events();
    }

    /** Take an event within {@link #EVENT_TIMEOUT}: see {@link #eventWait(String, Duration)}. */
    public JsonNode eventWait(String event) {
        return eventWait(event, EVENT_TIMEOUT);
    }

    /**
     * Take the oldest event of a name, waiting for it if need be; others stay.
     *
     * @throws org.qemu.functional.qmp.QmpTimeoutException if it does not come in time
     * @throws QemuDiedError if QEMU exits first
     */
    public JsonNode eventWait(String event, Duration timeout) {
        return eventWait(event, timeout, any -> true);
    }

    /** Take the oldest event of a name that matches: see {@link #eventWait(String, Duration)}. */
    public JsonNode eventWait(String event, Duration timeout, Predicate<JsonNode> match) {
        return talk(
                "QMP event '%s'".formatted(event),
                client -> client.awaitEvent(event, match, TimeoutScale.scaled(timeout)));
    }

    /**
     * Take the oldest event of a name that has all that is wanted, such as {@code Map.of("data",
     * Map.of("device", "disk"))}: see {@link org.qemu.functional.qmp.EventMatch#matches}.
     */
    public JsonNode eventWait(String event, Duration timeout, Map<String, ?> wanted) {
        return eventWait(event, timeout, candidate -> EventMatch.matches(candidate, wanted));
    }

    /** Forget the events that came and that no {@link #eventWait} has taken, and return them. */
    public List<JsonNode> clearEvents() {
        return client().clearEvents();
    }

    /**
     * Take the first of several events, the oldest that there is, waiting for it if need be.
     *
     * @param events name and test of each that will do
     * @throws org.qemu.functional.qmp.QmpTimeoutException if none comes in time
     * @throws QemuDiedError if QEMU exits first
     */
    public JsonNode eventsWait(Map<String, Predicate<JsonNode>> events, Duration timeout) {
        return talk(
                "one of the QMP events %s".formatted(events.keySet()),
                client -> client.awaitEvent(events, TimeoutScale.scaled(timeout)));
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
        return launched().awaitExit(TimeoutScale.scaled(timeout)).code();
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
        LaunchException crash = crashedLaunch;
        crashedLaunch = null;
        if (run != null) {
            run.shutdown(TimeoutScale.scaled(timeout));
        }
        if (crash != null && !expectsExit(crash.exitCode())) {
            ExitStatus exit = new ExitStatus(crash.exitCode());
            throw new AbnormalShutdownException(
                    "VM '%s': QEMU %s at its launch; if the test wants that, it says expectExit(%d)\n%s"
                            .formatted(name, exit, exit.code(), crash.getMessage()),
                    exit);
        }
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
        if (run != null) {
            run.kill();
        }
    }

    /** The same as {@link #shutdown()}. */
    @Override
    public void close() {
        shutdown();
    }

    Run launched() {
        if (run == null) {
            throw new IllegalStateException(
                    "VM '%s' was not launched; call launch() first".formatted(name));
        }
        return run;
    }

    private QmpClient client() {
        QmpClient client = launched().qmp();
        if (client == null) {
            throw new IllegalStateException(
                    "VM '%s' has no monitor: setQmpMonitor(false) was called".formatted(name));
        }
        return client;
    }

    /** Something that waits for QEMU on its monitor. */
    private interface Talk {
        JsonNode with(QmpClient client) throws InterruptedException;
    }

    private JsonNode talk(String awaited, Talk talk) {
        try {
            return talk.with(client());
        } catch (QmpClosedException e) {
            throw launched().died(awaited, e);
        } catch (InterruptedException e) {
            throw Interruption.during(awaited, e);
        }
    }
}
