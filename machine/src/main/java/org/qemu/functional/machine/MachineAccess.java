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
import org.qemu.functional.console.Console;

/**
 * What extensions of the harness do with a machine and authors of tests do not: be told of its
 * runs, make others like it, explain failures.
 */
public final class MachineAccess {
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

    /** Return what extensions can do with a machine. */
    public static MachineAccess of(QemuMachine vm) {
        return vm.access();
    }

    /** Set how {@link #sibling} makes machines that end with the test that this one ends with. */
    public void setSiblingFactory(Function<String, QemuMachine> factory) {
        siblings = factory;
    }

    /**
     * Return a further machine of the same binary, that ends with the same test.
     *
     * @param name the same one returns the same machine
     */
    public QemuMachine sibling(String name) {
        return siblings.apply(name);
    }

    /**
     * Take over another machine's arguments, consoles, channels and environment in place of what
     * was set, but not the descriptors that it inherits.
     */
    public void copyConfig(QemuMachine other) {
        config.copy(other.config());
    }

    /** Replace each argument by what a function returns for it. */
    public void replaceArguments(UnaryOperator<String> change) {
        config.arguments().replaceAll(change);
    }

    /** Do something whenever a launch is over and the machine runs. */
    public void afterLaunch(Runnable action) {
        lifecycle.listeners().afterLaunch(action);
    }

    /** Do something whenever a run is over, after its end or its channels' were seen. */
    public void afterEnd(Runnable action) {
        lifecycle.listeners().afterEnd(action);
    }

    /** Return whether the machine was launched at all, and QEMU started. */
    public boolean wasLaunched() {
        return lifecycle.wasLaunched();
    }

    /**
     * Return the consoles by their names, the first one as {@code console}.
     *
     * @throws IllegalStateException if the machine was never launched
     */
    public Map<String, Console> consoles() {
        return Collections.unmodifiableMap(lifecycle.run().consoles());
    }

    /**
     * Return whether waits end when the guest says something of this kind, which no {@link
     * QemuMachine#disarm} is about.
     *
     * @param crash the name of a pattern, see {@link org.qemu.functional.console.CrashPattern}
     */
    public boolean isArmed(String crash) {
        return crashWatch.armedFor(List.of()).stream().anyMatch(one -> one.name().equals(crash));
    }

    /**
     * Explain that something did not come because QEMU is gone, or going: how it ended, its last
     * words, where they are in full.
     *
     * @param awaited as in "while the test waited for …"
     * @param cause by which that showed
     */
    public QemuDiedError died(String awaited, Throwable cause) {
        return lifecycle.run().died(awaited, cause);
    }

    /**
     * Describe the machine for the reader of a test that does not go on: what QEMU answers to
     * {@code query-status}, the last words of all sides, a screendump where there is a screen, and
     * what {@link #gatherEvidence} or {@link #writeRerunScript} has made.
     *
     * @param limit how long QEMU may take for each of its answers
     */
    public String describe(Duration limit) {
        return lifecycle.describe(limit);
    }

    /**
     * Make what descriptions refer to: {@link #writeRerunScript rerun.sh}, and the backtrace of a
     * QEMU that crashed and left a core file. Nothing happens if the machine was never launched.
     */
    public void gatherEvidence() {
        lifecycle.gatherEvidence();
    }

    /**
     * Set who knows the shell command that runs the test again; asked whenever {@code rerun.sh} is
     * written.
     */
    public void setTestCommand(Supplier<Optional<String>> command) {
        config.setTestCommand(command);
    }

    /**
     * Write {@code rerun.sh}, or {@code rerun-<VM>.sh} for another than {@code default}, beside the
     * logs: it starts QEMU as the test did, or the test.
     *
     * @return its path; empty if it could not be written
     */
    public Optional<Path> writeRerunScript() {
        return lifecycle.rerunScript().write();
    }
}
