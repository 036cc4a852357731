package org.qemu.functional.nativetest.internal.rerun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.qemu.functional.files.Folders;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.nativetest.internal.compile.ToolRun;
import org.qemu.functional.settings.TimeoutScale;

/** A JVM that runs a test class or method, with the class path of this one. */
public final class TestJvm {
    private static final Duration START = TimeoutScale.scaled(Duration.ofMinutes(2));

    /** How long a process may still take to end after its deadline. */
    private static final Duration KILL = TimeoutScale.scaled(Duration.ofSeconds(30));

    /** How long a JVM gets to print its threads. */
    private static final Duration THREADS = Duration.ofSeconds(2);

    /** Known by name only: this package is below that one. */
    private static final String MAIN =
            "org.qemu.functional.nativetest.internal.program.TestJvmMain";

    private static final String EXIT_STATUS = "exit-status.txt";

    private Duration start = START;
    private final String selected;
    private final Path folder;
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    /**
     * Prepare a JVM.
     *
     * @param selected a class's name, the unique id of a test, or {@code plain:} before either; see
     *     TestJvmMain
     * @param folder the folder for its files, which is emptied
     */
    public TestJvm(String selected, Path folder) {
        this.selected = selected;
        this.folder = folder.toAbsolutePath();
    }

    /** Start the JVM below a program. */
    public TestJvm wrapper(List<String> command) {
        wrapper.addAll(command);
        return this;
    }

    /** Add options of the JVM. */
    public TestJvm options(List<String> more) {
        options.addAll(more);
        return this;
    }

    /** Set a variable of its environment. */
    public TestJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Limit the time until the tests start; QEMU_TEST_TIMEOUT_SCALE has been applied. */
    public TestJvm startTimeout(Duration timeout) {
        start = timeout;
        return this;
    }

    /**
     * Run the tests.
     *
     * @param timeout from the start of the first test; the start of the JVM has a limit of its own
     * @throws IOException if the JVM cannot be started
     * @throws InterruptedException if this thread is interrupted; the JVM is ended
     */
    @SuppressWarnings("try") // the registration is only closed
    public TestJvmRun run(Duration timeout) throws IOException, InterruptedException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        TestEventFile events = new TestEventFile(folder.resolve("events.txt"));
        Path output = folder.resolve("jvm-output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command(events))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Process process = builder.start();
            try (EmergencyExit.Registration atExit =
                    EmergencyExit.cleanUp(process::destroyForcibly)) {
                boolean ended = waitFor(process, events, watch, timeout);
                if (!ended) {
                    printThreads(process);
                }
                return new TestJvmRun(
                        ended ? process.exitValue() : TestJvmRun.TIMED_OUT, events, folder, output);
            } finally {
                process.destroyForcibly();
                process.waitFor(KILL.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Return whether the process ended in time. */
    private boolean waitFor(
            Process process, TestEventFile events, WatchService watch, Duration timeout)
            throws InterruptedException {
        var unused = process.onExit().thenAccept(this::writeExitStatus);
        long deadline = System.nanoTime() + start.toNanos();
        // The JVM creates the file of events when it starts the tests.
        while (!events.hasStarted() && process.isAlive()) {
            WatchKey key = watch.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return false;
            }
            key.pollEvents();
            key.reset();
        }
        return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Have the JVM print the stacks of its threads, which show what it waits for. */
    private void printThreads(Process process) throws InterruptedException {
        try {
            ToolRun unused =
                    ToolRun.of(
                            List.of("kill", "-QUIT", Long.toString(process.pid())), folder, KILL);
            // It goes on after that, or does not react at all.
            process.waitFor(THREADS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            // Then there are no stacks.
        }
    }

    /** Wake up the watch, too. */
    private void writeExitStatus(Process process) {
        try {
            Files.writeString(folder.resolve(EXIT_STATUS), Integer.toString(process.exitValue()));
        } catch (IOException e) {
            // The folder was deleted: nobody waits any more.
        }
    }

    private List<String> command(TestEventFile events) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inherited());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        // The classes were verified in this JVM, and it takes long under valgrind.
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve(TestJvmRun.CRASH_REPORT)));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of(events.path().toString(), selected));
        return command;
    }

    /** Return the system properties that this JVM was started with. */
    private static List<String> inherited() {
        return Stream.of(ProcessHandle.current().info().arguments().orElse(new String[0]))
                .takeWhile(argument -> argument.startsWith("-"))
                .filter(argument -> argument.startsWith("-D"))
                .toList();
    }
}
