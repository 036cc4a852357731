package org.qemu.functional.machine.daemon;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.SocketDirectory;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The programs that serve the machines of a test. Each method starts one and returns when it serves
 * its clients; the test is skipped if the program is not installed.
 *
 * <p>The programs are looked for beside QEMU, in the build folder and in {@code PATH}, unless
 * {@code QEMU_TEST_QEMU_STORAGE_DAEMON}, {@code QEMU_TEST_QEMU_NBD} or {@code QEMU_TEST_SWTPM}
 * names one.
 */
@SuppressWarnings("try") // close() rethrows what the tear-down threw
public final class Daemons implements AutoCloseable {
    private final Map<String, String> environment;
    private final QemuBinary qemu;
    private final Path build;
    private final Path logs;
    private final Path scratch;
    private final Consumer<Supplier<DaemonDiedError>> deaths;
    private final Map<String, Daemon> daemons = new LinkedHashMap<>();
    private final Closer closer = new Closer();
    private DaemonLimits limits = DaemonLimits.DEFAULT;
    private @Nullable SocketDirectory sockets;

    private Daemons(
            Map<String, String> environment,
            QemuBinary qemu,
            Path build,
            Path logs,
            Path scratch,
            Consumer<Supplier<DaemonDiedError>> deaths) {
        this.environment = environment;
        this.qemu = qemu;
        this.build = build;
        this.logs = logs;
        this.scratch = scratch;
        this.deaths = deaths;
    }

    /**
     * Create a group without daemons.
     *
     * @param build the build folder of QEMU
     * @param logs the folder for their logs
     * @param scratch the folder for their files
     * @param deaths is called by another thread when a daemon has died; the supplier creates the
     *     error
     */
    public static Daemons create(
            QemuBinary qemu,
            Path build,
            Path logs,
            Path scratch,
            Consumer<Supplier<DaemonDiedError>> deaths) {
        return create(HarnessSettings.current().environment(), qemu, build, logs, scratch, deaths);
    }

    static Daemons create(
            Map<String, String> environment,
            QemuBinary qemu,
            Path build,
            Path logs,
            Path scratch,
            Consumer<Supplier<DaemonDiedError>> deaths) {
        return new Daemons(environment, qemu, build, logs, scratch, deaths);
    }

    /** Set the limits of the daemons that are started from now on. */
    void setLimits(DaemonLimits limits) {
        this.limits = limits;
    }

    /**
     * Start {@code qemu-storage-daemon}.
     *
     * @param args its options, such as {@code --blockdev} and {@code --export}; paths and numbers
     *     are converted to strings
     * @throws DaemonDiedError if it refuses them
     */
    public StorageDaemon storageDaemon(Object... args) {
        return launch(
                DaemonProgram.STORAGE_DAEMON,
                config -> new StorageDaemon(config, DaemonCommand.words(Arrays.asList(args))));
    }

    /**
     * Start {@code qemu-nbd} for an image.
     *
     * @param args further options, such as {@code --format=qcow2} and {@code --read-only}
     * @throws DaemonDiedError if it refuses the image or the options
     */
    public NbdServer nbdServer(Path image, Object... args) {
        return launch(
                DaemonProgram.NBD,
                config ->
                        new NbdServer(
                                config,
                                DaemonCommand.words(
                                        Arrays.asList(args), List.of(image.toAbsolutePath()))));
    }

    /**
     * Start {@code swtpm} with a new TPM 2.0.
     *
     * @param args further options of {@code swtpm socket}
     * @throws DaemonDiedError if it refuses them
     */
    public Swtpm swtpm(Object... args) {
        return launch(
                DaemonProgram.SWTPM,
                config -> new Swtpm(config, DaemonCommand.words(Arrays.asList(args))));
    }

    private interface Factory<T extends Daemon> {
        T create(DaemonConfig config);
    }

    private synchronized <T extends Daemon> T launch(DaemonProgram program, Factory<T> factory) {
        Path path = program.require(environment, qemu.path(), build);
        String name = newName(program.fileName());
        if (sockets == null) {
            sockets = closer.register(SocketDirectory.create());
        }
        T daemon =
                factory.create(
                        new DaemonConfig(
                                name,
                                path,
                                logs,
                                scratch.resolve(name),
                                sockets.socket(name),
                                limits,
                                deaths));
        daemons.put(name, daemon);
        closer.register(daemon);
        daemon.launch();
        return daemon;
    }

    /** Return the name of a program for its first daemon, and with a number for further ones. */
    private String newName(String program) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? program : program + "-" + number)
                .filter(name -> !daemons.containsKey(name))
                .findFirst()
                .orElseThrow();
    }

    /** Return whether a daemon has this name, and so a log named after it. */
    public synchronized boolean contains(String name) {
        return daemons.containsKey(name);
    }

    /**
     * End the daemons in reverse order.
     *
     * @throws DaemonDiedError if one had died and no wait has reported that
     */
    @Override
    public void close() throws Exception {
        closer.closeAll();
    }
}
