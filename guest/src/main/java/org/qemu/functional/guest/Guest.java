package org.qemu.functional.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestChannel;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.guest.channel.OutputLimitError;
import org.qemu.functional.guest.internal.machine.GuestLivenessMonitor;
import org.qemu.functional.guest.internal.machine.GuestTrace;
import org.qemu.functional.guest.internal.parameter.GuestParameterImages;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.TimeoutScale;

/**
 * An operating system in a machine that runs commands and transfers files. Thread-safe.
 *
 * <p>All waits fail at once, with an explanation, when the guest panics, reboots, shuts down or
 * hangs, or when its QEMU dies. Durations are multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}.
 */
@ProvidesAssets(GuestParameterImages.class)
@ResolvedBy(
        "@WarmBoot on the parameter, the test or its class, @GuestScript on the test, or @QemuTest on the class")
@SuppressWarnings("exports")
public final class Guest implements AutoCloseable {
    /** The default time limit for a command. */
    public static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** The default time limit for booting a guest. */
    public static final Duration BOOT_TIMEOUT = Duration.ofSeconds(90);

    /** The maximum number of bytes that {@link #run} keeps of each output stream. */
    public static final long OUTPUT_LIMIT = 256L << 20;

    private final QemuMachine vm;
    private final GuestChannel channel;
    private final GuestLivenessMonitor watch;
    private final @Nullable BootedGuest booted;
    private final Snapshots snapshots;
    private final GuestFiles files;
    private final GuestWaits waits;

    Guest(
            QemuMachine vm,
            GuestChannel channel,
            GuestLivenessMonitor watch,
            @Nullable BootedGuest booted) {
        this.vm = vm;
        this.channel = channel;
        this.watch = watch;
        this.booted = booted;
        this.snapshots = new Snapshots(vm);
        this.files = new GuestFiles(this);
        this.waits = new GuestWaits(this);
    }

    /**
     * Boot an image in a machine that was not launched, and wait until the guest answers.
     *
     * @throws AssertionError if it does not answer within {@link #BOOT_TIMEOUT}
     */
    public static Guest boot(QemuMachine vm, GuestImage image) {
        return with(vm, image).boot();
    }

    /** Return a builder to configure how an image is booted in a machine that was not launched. */
    public static GuestBuilder with(QemuMachine vm, GuestImage image) {
        return new GuestBuilder(vm, image);
    }

    /**
     * Connect to a guest in a running machine through another channel: QEMU's guest agent in an
     * ordinary distribution, or a shell on the console.
     *
     * @param vm a running machine
     */
    public static Guest over(QemuMachine vm, ChannelMaker maker) {
        GuestLivenessMonitor watch = new GuestLivenessMonitor(vm);
        GuestChannel channel = maker.open(vm, watch);
        Guest guest = new Guest(vm, channel, watch, null);
        MachineAccess.of(vm).afterEnd(guest::disconnect);
        channel.connect(TimeoutScale.scaled(BOOT_TIMEOUT));
        return guest;
    }

    /** Creates a channel to a guest. */
    @FunctionalInterface
    public interface ChannelMaker {
        /** Open a channel, which need not be connected yet. */
        GuestChannel open(QemuMachine vm, GuestWatch watch);
    }

    /** Return the machine that the guest runs in. */
    public QemuMachine vm() {
        return vm;
    }

    /** Return the channel to the guest. */
    public GuestChannel channel() {
        return channel;
    }

    /**
     * Run a script of {@code /bin/sh} and return when it has ended, within {@link
     * #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it does not end in time; it is then killed
     * @throws OutputLimitError if it writes more than {@link #OUTPUT_LIMIT}; it is then killed
     * @throws AssertionError if the guest is lost
     */
    public CommandResult run(String script) {
        return run(script, COMMAND_TIMEOUT);
    }

    /** Run a script with a time limit: see {@link #run(String)}. */
    public CommandResult run(String script, Duration limit) {
        return run(script, new byte[0], limit);
    }

    /** Run a script with the given standard input: see {@link #run(String)}. */
    public CommandResult run(String script, byte[] input, Duration limit) {
        CommandOutput output = GuestTrace.command(vm, script, () -> output(script, input, limit));
        return new CommandResult(vm.name(), script, output);
    }

    private CommandOutput output(String script, byte[] input, Duration limit) {
        try (Execution execution = channel.start(script, input)) {
            return execution
                    .collect(OUTPUT_LIMIT, TimeoutScale.scaled(limit))
                    .orElseThrow(() -> late(script, limit));
        } catch (OutputLimitError e) {
            throw new AssertionError(
                    "'%s' in guest '%s': %s".formatted(script, vm.name(), e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while '%s' ran".formatted(script), e);
        }
    }

    CommandTimeoutError late(String script, Duration limit) {
        return new CommandTimeoutError(
                "'%s' in guest '%s' did not end within %s and was killed"
                        .formatted(script, vm.name(), GuestWaits.seconds(limit)),
                vm);
    }

    /**
     * Start a script of {@code /bin/sh} in the background. Closing the result kills it.
     *
     * @throws AssertionError if the guest is lost
     */
    public Execution start(String script) {
        GuestTrace.started(vm, script);
        return channel.start(script);
    }

    /**
     * Copy a file, or a folder with its contents, to the guest.
     *
     * @param target its name in the guest; missing folders are created
     * @throws GuestFileException if the guest cannot write it
     */
    public void put(Path source, String target) {
        GuestTrace.step(vm, "copy to " + target, () -> files.put(source, target));
    }

    /** Write bytes to a file of the guest, with permissions 0644. */
    public void put(byte[] content, String target) {
        GuestTrace.step(vm, "write " + target, () -> files.put(content, target));
    }

    /** Write text to a file of the guest in UTF-8, with permissions 0644. */
    public void put(String content, String target) {
        put(content.getBytes(StandardCharsets.UTF_8), target);
    }

    /**
     * Copy a file, or a folder with its contents, from the guest, replacing existing files.
     *
     * @throws GuestFileException if the guest cannot read it
     */
    public void get(String source, Path target) {
        GuestTrace.step(vm, "copy from " + source, () -> files.get(source, target));
    }

    /** Read a file of the guest. */
    public byte[] get(String source) {
        return GuestTrace.step(vm, "read " + source, () -> files.get(source));
    }

    /**
     * Wait until a file, folder or link exists, within {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it does not appear in time
     */
    public void waitForFile(String path) {
        waitForFile(path, COMMAND_TIMEOUT);
    }

    /** Wait until a file exists: see {@link #waitForFile(String)}. */
    public void waitForFile(String path, Duration limit) {
        GuestTrace.step(vm, "wait for file " + path, () -> waits.file(path, limit));
    }

    /**
     * Wait until a program in the guest listens on a TCP port, within {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if none does in time
     * @throws IllegalArgumentException if the port number is invalid
     */
    public void waitForPort(int port) {
        waitForPort(port, COMMAND_TIMEOUT);
    }

    /** Wait until a program listens on a TCP port: see {@link #waitForPort(int)}. */
    public void waitForPort(int port, Duration limit) {
        GuestTrace.step(vm, "wait for port " + port, () -> waits.port(port, limit));
    }

    /**
     * Run a script repeatedly, with increasing pauses, until it exits with status 0, within {@link
     * #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it never does; the message describes the last result
     */
    public CommandResult waitUntilSucceeds(String script) {
        return waitUntilSucceeds(script, COMMAND_TIMEOUT);
    }

    /** Run a script until it succeeds: see {@link #waitUntilSucceeds(String)}. */
    public CommandResult waitUntilSucceeds(String script, Duration limit) {
        return GuestTrace.step(
                vm, "wait until it succeeds: " + script, () -> waits.success(script, limit));
    }

    /**
     * Reboot the guest and wait until it answers again, within {@link #BOOT_TIMEOUT}. The contents
     * of its file system are lost.
     */
    public void reboot() {
        watch.replace("the test rebooted the guest");
        GuestTrace.step(
                vm,
                "reboot",
                () ->
                        channel.reboot(
                                () -> vm.monitor().reset(), TimeoutScale.scaled(BOOT_TIMEOUT)));
    }

    /**
     * Save the state of the guest, RAM and disks, for {@link #restore}. The guest keeps running.
     *
     * @throws IllegalStateException if it has a writable disk that is not a qcow2 image
     */
    public Snapshot save() {
        return GuestTrace.step(vm, "save the state", snapshots::save);
    }

    /**
     * Restore a saved state. Everything that runs now ends. The clock is set.
     *
     * @throws AssertionError if QEMU fails, or the guest does not answer afterwards
     */
    public void restore(Snapshot snapshot) {
        watch.replace("the test restored another state of the guest");
        GuestTrace.step(
                vm,
                "restore a state",
                () -> channel.restart(() -> snapshots.load(snapshot), GuestFiles.limit()));
    }

    /**
     * Convert the guest into a template, of which running copies can be made; this ends the guest.
     * A program that was started and still runs continues in copies only if the shell that started
     * it has exited.
     *
     * @throws IllegalStateException if it was not booted from a {@link GuestImage}
     */
    public Template freeze() {
        if (booted == null) {
            throw new IllegalStateException(
                    "guest '%s' cannot be frozen: only one that was booted from a GuestImage can"
                            .formatted(vm.name()));
        }
        // Write the caches to disk, so that no copy has to.
        run("sync").check();
        return GuestTrace.step(vm, "freeze into a template", booted::freeze);
    }

    void disconnect() {
        channel.close();
        watch.close();
    }

    /**
     * End the guest: kill its machine if it was booted from an image, otherwise end pending
     * operations.
     */
    @Override
    public void close() {
        if (booted != null) {
            vm.kill();
        }
        disconnect();
    }
}
