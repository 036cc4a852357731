package org.qemu.functional.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.console.Console;
import org.qemu.functional.machine.internal.launch.MachineConfig;
import org.qemu.functional.machine.internal.launch.MachineLifecycle;
import org.qemu.functional.qmp.QmpClient;

/**
 * The operations on a machine that extensions of the harness need and test authors do not:
 * listening to its runs, creating similar machines, explaining failures.
 */
public final class MachineAccess {
    /** The first line of a description with QEMU's reply to {@code query-status}. */
    private static final Pattern STATE =
            Pattern.compile("^VM '([^']*)': query-status: .*\"status\":\"([a-z-]+)\"");

    private final MachineConfig config;
    private final MachineLifecycle lifecycle;
    private final CrashDetector crashWatch;
    private Function<String, QemuMachine> siblings;

    MachineAccess(
            MachineConfig config,
            MachineLifecycle lifecycle,
            CrashDetector crashWatch,
            Function<String, QemuMachine> siblings) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.crashWatch = crashWatch;
        this.siblings = siblings;
    }

    /** Return the extensions' view of a machine. */
    public static MachineAccess of(QemuMachine vm) {
        return vm.access();
    }

    /**
     * Set the function with which {@link #sibling} creates machines that end with the same test as
     * this one.
     */
    public void setSiblingFactory(Function<String, QemuMachine> factory) {
        siblings = factory;
    }

    /**
     * Return another machine with the same binary, which ends with the same test.
     *
     * @param name its name; the same name always returns the same machine
     */
    public QemuMachine sibling(String name) {
        return siblings.apply(name);
    }

    /**
     * Replace arguments, consoles, channels and environment by those of another machine. Inherited
     * file descriptors are not copied.
     */
    public void copyConfig(QemuMachine other) {
        config.copy(other.config());
    }

    /** Replace each argument by the result of a function. */
    public void replaceArguments(UnaryOperator<String> change) {
        config.arguments().replaceAll(change);
    }

    /** Run an action after each successful launch. */
    public void afterLaunch(Runnable action) {
        lifecycle.listeners().afterLaunch(action);
    }

    /** Run an action after each run, once QEMU has exited and its channels are closed. */
    public void afterEnd(Runnable action) {
        lifecycle.listeners().afterEnd(action);
    }

    /** Return whether the machine was ever launched and QEMU was started. */
    public boolean wasLaunched() {
        return lifecycle.wasLaunched();
    }

    /**
     * Return the consoles by name; the main one is named {@code console}.
     *
     * @throws IllegalStateException if the machine was never launched
     */
    public Map<String, Console> consoles() {
        return Collections.unmodifiableMap(lifecycle.run().consoles());
    }

    /**
     * Return the client that is connected to the monitor in the current or last run.
     *
     * @throws IllegalStateException if the machine was never launched
     */
    public QmpClient qmpClient() {
        return lifecycle.run().qmp();
    }

    /**
     * Return whether waits fail at this crash pattern, that is, no {@link QemuMachine#disarm}
     * disables it.
     *
     * @param crash the name of a pattern, see {@link org.qemu.functional.console.CrashPattern}
     */
    public boolean isArmed(String crash) {
        return crashWatch.armedFor(List.of()).stream().anyMatch(one -> one.name().equals(crash));
    }

    /**
     * Kill QEMU if it is running, since something that it depends on has failed. Waits for QEMU end
     * with a {@link QemuDiedError} of that cause; the end of the test ignores the kill.
     *
     * @param cause creates the cause when a wait ends
     */
    public void endBecause(Supplier<? extends Throwable> cause) {
        lifecycle.endBecause(cause);
    }

    /**
     * Create an error for a wait that cannot be satisfied because QEMU has exited or is exiting.
     * Its message has the exit status, the last output and the paths of the logs.
     *
     * @param awaited completes "while the test waited for …"
     * @param cause the exception that revealed it
     */
    public QemuDiedError died(String awaited, Throwable cause) {
        return lifecycle.run().died(awaited, cause);
    }

    /**
     * Describe the machine for a report about a test that hangs or failed: QEMU's reply to {@code
     * query-status}, the last output of the guest, the monitor and QEMU, a screendump if there is a
     * screen, and what {@link #gatherEvidence} or {@link #writeRerunScript} has produced.
     *
     * @param limit the time limit for each of QEMU's replies
     */
    public String describe(Duration limit) {
        return lifecycle.describe(limit);
    }

    /**
     * Return the state of a machine that its description shows and that explains why nothing
     * happens.
     *
     * @param description the result of {@link #describe}
     * @return {@code "; VM 'default' is paused"}; empty if the machine runs or its state is unknown
     */
    public static String standstill(String description) {
        String status = description.lines().findFirst().orElse("");
        Matcher state = STATE.matcher(status);
        return status.contains("\"running\":false") && state.find()
                ? "; VM '%s' is %s".formatted(state.group(1), state.group(2))
                : "";
    }

    /**
     * Produce the files that descriptions refer to: {@link #writeRerunScript rerun.sh}, and the
     * backtrace of a QEMU that crashed and left a core file. Do nothing if the machine was never
     * launched.
     */
    public void gatherEvidence() {
        lifecycle.gatherEvidence();
    }

    /**
     * Set the supplier of the shell command that runs the test again. It is called whenever {@code
     * rerun.sh} is written.
     */
    public void setTestCommand(Supplier<Optional<String>> command) {
        config.setTestCommand(command);
    }

    /**
     * Write {@code rerun.sh}, or {@code rerun-<VM>.sh} for a VM other than {@code default}, beside
     * the logs. The script starts QEMU as the test did, or runs the test.
     *
     * @return the script's path; empty if it could not be written
     */
    public Optional<Path> writeRerunScript() {
        return lifecycle.rerunScript().write();
    }
}
