package org.qemu.functional.guest.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.SocketDirectory;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.QemuBinary;

/**
 * Join VMs by an Ethernet that lives in this program, without root.
 *
 * <p>Each NIC calls at its {@link Link} over a UNIX socket. Everything that the network passes on
 * is captured in {@code <name>.pcap}, which holds a frame before anybody receives it. A VM that
 * does not read loses frames and holds nobody else up. Any thread may call; one thread carries the
 * frames.
 */
public final class Network implements AutoCloseable {
    private static final Log LOG = Log.of("guest.net");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    private final NetworkRuntime engine;
    private final SocketDirectory sockets = SocketDirectory.create();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final List<LinkListener> doors = new ArrayList<>();
    private @Nullable Gateway gateway;
    private boolean closed;

    private Network(NetworkRuntime engine) {
        this.engine = engine;
    }

    /**
     * Make a hub: each frame goes to all other links.
     *
     * @param name letters, digits and {@code _.-}: it names the capture
     * @param logs the folder of the capture, made if need be
     * @throws IllegalArgumentException if the name is not fit for a file
     * @throws UncheckedIOException if the capture cannot be written
     */
    public static Network create(String name, Path logs) {
        return create(name, logs, false);
    }

    /**
     * Make a switch: a frame goes only where its receiver was heard, otherwise like {@link
     * #create(String, Path)}.
     */
    public static Network createSwitch(String name, Path logs) {
        return create(name, logs, true);
    }

    private static Network create(String name, Path logs, boolean learns) {
        checkName(name, "a network");
        try {
            Files.createDirectories(logs);
            return new Network(new NetworkRuntime(name, logs.resolve(name + ".pcap"), learns));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make network '%s'".formatted(name), e);
        }
    }

    private static void checkName(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot name %s: only letters, digits and _.- go into the names of files"
                            .formatted(name, what));
        }
    }

    /** Return its name. */
    public String name() {
        return engine.name();
    }

    /**
     * Make a link for one NIC of one VM.
     *
     * @param link letters, digits and {@code _.-}, at most 32
     * @throws IllegalArgumentException if there is one of that name, or the name is no such
     * @throws IllegalStateException if the network is closed
     */
    public synchronized Link link(String link) {
        Path socket = sockets.socket(link);
        Link made = add(link, socket);
        engine.run(
                () -> {
                    try {
                        doors.add(LinkListener.open(socket, engine, made));
                    } catch (IOException e) {
                        throw new UncheckedIOException(
                                "cannot listen at '%s'".formatted(socket), e);
                    }
                });
        return made;
    }

    /**
     * Attach a socket of the test, for raw frames.
     *
     * @param link its name, as for {@link #link}
     * @throws IllegalArgumentException if there is a link of that name, or the name is no such
     */
    public synchronized EthernetSocket socket(String link) {
        Link made = add(link, null);
        EthernetSocket socket = new EthernetSocket(engine, made);
        engine.run(() -> made.port().peer = socket.peer());
        made.attachment().set(true);
        return socket;
    }

    /**
     * Start a {@link GatewayOptions#standard} one: see {@link #gateway(QemuBinary,
     * GatewayOptions)}.
     */
    public Gateway gateway(QemuBinary binary) {
        return gateway(binary, GatewayOptions.standard());
    }

    /**
     * Start a gateway through which the host reaches guests; it has the link {@code gateway}, logs
     * beside the capture, and ends with the network at the latest.
     *
     * @param binary of QEMU, for any architecture
     * @throws IllegalArgumentException if there is a gateway already
     * @throws IllegalStateException if that QEMU was built without the network back-ends it needs
     * @throws org.qemu.functional.machine.LaunchException if QEMU does not start
     */
    public synchronized Gateway gateway(QemuBinary binary, GatewayOptions options) {
        Path logs = pcap().toAbsolutePath().getParent();
        gateway = Gateway.start(this, binary, logs, options);
        return gateway;
    }

    private Link add(String link, @Nullable Path socket) {
        checkOpen();
        checkName(link, "a link");
        if (links.containsKey(link)) {
            throw new IllegalArgumentException(
                    "network '%s' has a link '%s' already; a NIC of another VM needs one of its own"
                            .formatted(name(), link));
        }
        Link made = new Link(engine, link, socket);
        links.put(link, made);
        engine.run(() -> engine.fabric().add(made.port()));
        return made;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("network '%s' is closed".formatted(name()));
        }
    }

    /** Return the path of the capture; it holds all frames that anybody has received. */
    public Path pcap() {
        return engine.capture().path();
    }

    /** Return how many frames the network has passed on: the number of the next one. */
    public long count() {
        return engine.capture().count();
    }

    /**
     * Return the frames that the network has passed on, the oldest first: the latest 16 MiB or so
     * of them; {@link #pcap()} has all.
     *
     * @throws NetworkException if something of the network has failed that the test has not seen
     */
    public List<CapturedFrame> captured() {
        return captured(0);
    }

    /**
     * Return the frames from a number on: see {@link #captured()}.
     *
     * @param from what {@link #count()} was before, say
     * @throws IllegalStateException if they are no longer in memory
     */
    public List<CapturedFrame> captured(long from) {
        engine.failures().throwUnseen();
        return engine.capture().since(from);
    }

    /**
     * Return the first frame in memory or to come that matches, waiting for it if need be.
     *
     * @param what is awaited, for the message of a failure
     * @param wanted is asked on the calling thread
     * @throws FrameTimeoutError if none comes in time; it shows the last ones that came
     * @throws NetworkException if something of the network has failed that the test has not seen
     */
    public CapturedFrame waitForFrame(
            String what, Predicate<CapturedFrame> wanted, Duration timeout) {
        return waitForFrame(0, what, wanted, timeout);
    }

    /**
     * Return the first frame that matches, from a number on: see {@link #waitForFrame(String,
     * Predicate, Duration)}.
     *
     * @param from what {@link #count()} was before, say
     */
    public CapturedFrame waitForFrame(
            long from, String what, Predicate<CapturedFrame> wanted, Duration timeout) {
        return engine.capture().await(from, what, wanted, timeout, () -> false);
    }

    /**
     * Break all connections, end the thread and finish the capture; VMs that still run keep their
     * carrier, but nobody hears them.
     *
     * @throws NetworkException if something of the network has failed that the test has not seen
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            if (gateway != null) {
                gateway.close();
            }
        } finally {
            end();
        }
        engine.failures().throwUnseen();
    }

    private void end() {
        engine.run(
                () -> {
                    doors.forEach(LinkListener::close);
                    links.values().forEach(link -> engine.fabric().detach(link.port()));
                });
        engine.close();
        links.values().forEach(link -> link.attachment().set(false));
        links.values().forEach(link -> LOG.info("{} {}: {}", this, link.name(), link.statistics()));
        sockets.close();
    }

    @Override
    public String toString() {
        return "network '%s'".formatted(name());
    }
}
