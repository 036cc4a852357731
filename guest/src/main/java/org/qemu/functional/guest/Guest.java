package org.qemu.functional.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestChannel;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.guest.channel.OutputLimitError;
import org.qemu.functional.guest.machine.GuestLivenessMonitor;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.TimeoutScale;

/**
 * An operating system in a machine, that runs commands and takes and gives files. Safe for use by
 * many threads.
 *
 * <p>All waits end at once, with an error that says so, when the guest panics, reboots, shuts down
 * or hangs, or when its QEMU dies. Durations are stretched by {@code QEMU_TEST_TIMEOUT_SCALE}.
 */
@ResolvedBy("@WarmBoot on the parameter, the test or its class, or by @GuestScript on the test")
public final class Guest implements AutoCloseable {
    /** How long a command may take, unless told otherwise. */
    public static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** How long a guest may take to boot, unless told otherwise. */
    public static final Duration BOOT_TIMEOUT = Duration.ofSeconds(90);

    /** How many bytes {@link #run} keeps of each of a command's streams. */
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
     * Boot an image in a machine that has not been launched, and wait until the guest answers.
     *
     * @throws AssertionError if it does not within {@link #BOOT_TIMEOUT}
     */
    public static Guest boot(QemuMachine vm, GuestImage image) {
        return with(vm, image).boot();
    }

    /** Begin to say how to boot an image in a machine that has not been launched. */
    public static GuestBuilder with(QemuMachine vm, GuestImage image) {
        return new GuestBuilder(vm, image);
    }

    /**
     * Use another way to a guest that runs in a machine: QEMU's guest agent in an ordinary
     * distribution, or a shell on the console.
     *
     * @param vm is running
     */
    public static Guest over(QemuMachine vm, ChannelMaker maker) {
        GuestLivenessMonitor watch = new GuestLivenessMonitor(vm);
        GuestChannel channel = maker.open(vm, watch);
        Guest guest = new Guest(vm, channel, watch, null);
        MachineAccess.of(vm).afterEnd(guest::disconnect);
        channel.connect(TimeoutScale.scaled(BOOT_TIMEOUT));
        return guest;
    }

    /** Makes a channel to a guest. */
    @FunctionalInterface
    public interface ChannelMaker {
        /** Open it; it need not be connected yet. */
        GuestChannel open(QemuMachine vm, GuestLivenessMonitor watch);
    }

    /** The machine that it runs in. */
    public QemuMachine vm() {
        return vm;
    }

    /** The way to it. */
    public GuestChannel channel() {
        return channel;
    }

    /**
     * Run a script of {@code /bin/sh} and return when it ended, within {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it does not; it is killed then
     * @throws OutputLimitError if it writes more than {@link #OUTPUT_LIMIT}; it is killed then
     * @throws AssertionError if the guest is lost
     */
    public CommandResult run(String script) {
        return run(script, COMMAND_TIMEOUT);
    }

    /** Run a script within a time of its own: see {@link #run(String)}. */
    public CommandResult run(String script, Duration limit) {
        return run(script, new byte[0], limit);
    }

    /** Run a script that reads what is given: see {@link #run(String)}. */
    public CommandResult run(String script, byte[] input, Duration limit) {
        try (Execution execution = channel.start(script, input)) {
            CommandOutput output =
                    execution
                            .collect(OUTPUT_LIMIT, TimeoutScale.scaled(limit))
                            .orElseThrow(() -> late(script, limit));
            return new CommandResult(vm.name(), script, output);
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
                        .formatted(script, vm.name(), GuestWaits.seconds(limit)));
    }

    /**
     * Start a script of {@code /bin/sh} that runs on; closing the result kills it.
     *
     * @throws AssertionError if the guest is lost
     */
    public Execution start(String script) {
        return channel.start(script);
    }

    /**
     * Copy a file, or a folder with all that is in it, to the guest.
     *
     * @param target the name that it has there; a folder is made if need be
     * @throws GuestFileException if the guest cannot write it
     */
    public void put(Path source, String target) {
        files.put(source, target);
    }

    /** Write a file of the guest, with permissions 0644. */
    public void put(byte[] content, String target) {
        files.put(content, target);
    }

    /** Write a file of the guest in UTF-8, with permissions 0644. */
    public void put(String content, String target) {
        put(content.getBytes(StandardCharsets.UTF_8), target);
    }

    /**
     * Copy a file, or a folder with all that is in it, from the guest; what is there is replaced.
     *
     * @throws GuestFileException if the guest cannot read it
     */
    public void get(String source, Path target) {
        files.get(source, target);
    }

    /** Read a file of the guest. */
    public byte[] get(String source) {
        return files.get(source);
    }

    /**
     * Wait until a file is there, or a folder or a link, within {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it does not come
     */
    public void waitForFile(String path) {
        waitForFile(path, COMMAND_TIMEOUT);
    }

    /** Wait until a file is there: see {@link #waitForFile(String)}. */
    public void waitForFile(String path, Duration limit) {
        waits.file(path, limit);
    }

    /**
     * Wait until something in the guest listens on a TCP port, within {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if nothing does
     * @throws IllegalArgumentException if it is no port
     */
    public void waitForPort(int port) {
        waitForPort(port, COMMAND_TIMEOUT);
    }

    /** Wait until something listens on a TCP port: see {@link #waitForPort(int)}. */
    public void waitForPort(int port, Duration limit) {
        waits.port(port, limit);
    }

    /**
     * Run a script again and again, with pauses that grow, until it ends with status 0, within
     * {@link #COMMAND_TIMEOUT}.
     *
     * @throws CommandTimeoutError if it never does, with how it ended the last time
     */
    public CommandResult waitUntilSucceeds(String script) {
        return waitUntilSucceeds(script, COMMAND_TIMEOUT);
    }

    /** Run a script until it succeeds: see {@link #waitUntilSucceeds(String)}. */
    public CommandResult waitUntilSucceeds(String script, Duration limit) {
        return waits.success(script, limit);
    }

    /**
     * Reboot the guest and wait until it answers again, within {@link #BOOT_TIMEOUT}. What was in
     * its file system is gone.
     */
    public void reboot() {
        watch.replace("the test rebooted the guest");
        channel.reboot(() -> vm.monitor().reset(), TimeoutScale.scaled(BOOT_TIMEOUT));
    }

    /**
     * Save its state, RAM and disks, to come back to it by {@link #restore}; it runs on.
     *
     * @throws IllegalStateException if it has a disk that is written to and no qcow2 image
     */
    public Snapshot save() {
        return snapshots.save();
    }

    /**
     * Go back to a state; what runs now ends. The clock is put right.
     *
     * @throws AssertionError if QEMU cannot, or the guest does not answer then
     */
    public void restore(Snapshot snapshot) {
        watch.replace("the test put the guest into another state");
        channel.restart(() -> snapshots.load(snapshot), GuestFiles.limit());
    }

    /**
     * Turn it into a template, of which running copies can be made; it is over itself then. What
     * was started and still runs goes on in copies only if the shell that started it is over.
     *
     * @throws IllegalStateException if it was not booted from an image of ours
     */
    public Template freeze() {
        if (booted == null) {
            throw new IllegalStateException(
                    "guest '%s' cannot be frozen: only one that was booted from a GuestImage can"
                            .formatted(vm.name()));
        }
        // So that no copy has to write what this one has not.
        run("sync").check();
        return booted.freeze();
    }

    void disconnect() {
        channel.close();
        watch.close();
    }

    /**
     * End it: its machine is killed if it was booted from an image, else what is under way ends.
     */
    @Override
    public void close() {
        if (booted != null) {
            vm.kill();
        }
        disconnect();
    }
}
