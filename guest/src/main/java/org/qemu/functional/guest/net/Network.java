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
 * An Ethernet network in this program that connects VMs, without root.
 *
 * <p>Each NIC connects to its {@link Link} over a UNIX socket. Everything that the network forwards
 * is captured in {@code <name>.pcap}, which contains a frame before any station receives it. A VM
 * that does not read loses frames and does not delay others. Thread-safe; one thread forwards the
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
     * Create a hub, which forwards each frame to all other links.
     *
     * @param name letters, digits and {@code _.-}: the name of the capture
     * @param logs the folder of the capture, created if necessary
     * @throws IllegalArgumentException if the name is not valid in a file name
     * @throws UncheckedIOException if the capture cannot be written
     */
    public static Network create(String name, Path logs) {
        return create(name, logs, false);
    }

    /**
     * Create a switch, which forwards a frame only to the link where its receiver was seen, if that
     * is known; see {@link #create(String, Path)}.
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
                    "'%s' cannot name %s: file names are derived from it, so use only letters, digits, _, . and -"
                            .formatted(name, what));
        }
    }

    /** Return its name. */
    public String name() {
        return engine.name();
    }

    /**
     * Create a link for one NIC of one VM.
     *
     * @param link letters, digits and {@code _.-}, at most 32
     * @throws IllegalArgumentException if there is already a link with this name, or the name is
     *     invalid
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
     * @throws IllegalArgumentException if there is already a link with this name, or the name is
     *     invalid
     */
    public synchronized EthernetSocket socket(String link) {
        Link made = add(link, null);
        EthernetSocket socket = new EthernetSocket(engine, made);
        engine.run(() -> made.port().peer = socket.peer());
        made.attachment().set(true);
        return socket;
    }

    /**
     * Start a gateway with {@link GatewayOptions#standard}: see {@link #gateway(QemuBinary,
     * GatewayOptions)}.
     */
    public Gateway gateway(QemuBinary binary) {
        return gateway(binary, GatewayOptions.standard());
    }

    /**
     * Start a gateway through which the host reaches guests. It has the link {@code gateway} and
     * logs beside the capture, and ends at the latest with the network.
     *
     * @param binary a QEMU for any architecture
     * @throws IllegalArgumentException if there is already a gateway
     * @throws IllegalStateException if that QEMU was built without the necessary network back-ends
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
                    "network '%s' already has a link '%s'; create another link for the NIC of another VM"
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

    /** Return the path of the capture; it contains all frames that any station has received. */
    public Path pcap() {
        return engine.capture().path();
    }

    /**
     * Return the number of frames that the network has forwarded, which is the number of the next
     * one.
     */
    public long count() {
        return engine.capture().count();
    }

    /**
     * Return the frames that the network has forwarded, the oldest first: about the latest 16 MiB
     * of them; {@link #pcap()} has all.
     *
     * @throws NetworkException if a part of the network has failed and the test has not seen the
     *     error
     */
    public List<CapturedFrame> captured() {
        return captured(0);
    }

    /**
     * Return the frames starting at a number: see {@link #captured()}.
     *
     * @param from for example, an earlier value of {@link #count()}
     * @throws IllegalStateException if they are no longer in memory
     */
    public List<CapturedFrame> captured(long from) {
        engine.failures().throwUnseen();
        return engine.capture().since(from);
    }

    /**
     * Return the first frame that matches, in memory or in the future, waiting for it if necessary.
     *
     * @param what a description of the frame, for error messages
     * @param wanted called on the calling thread
     * @throws FrameTimeoutError if none arrives in time; the message shows the last frames
     * @throws NetworkException if a part of the network has failed and the test has not seen the
     *     error
     */
    public CapturedFrame waitForFrame(
            String what, Predicate<CapturedFrame> wanted, Duration timeout) {
        return waitForFrame(0, what, wanted, timeout);
    }

    /**
     * Return the first frame that matches, starting at a number: see {@link #waitForFrame(String,
     * Predicate, Duration)}.
     *
     * @param from for example, an earlier value of {@link #count()}
     */
    public CapturedFrame waitForFrame(
            long from, String what, Predicate<CapturedFrame> wanted, Duration timeout) {
        return engine.capture().await(from, what, wanted, timeout, () -> false);
    }

    /**
     * Close all connections, end the thread and complete the capture. Running VMs keep their
     * carrier, but their frames are not received any more.
     *
     * @throws NetworkException if a part of the network has failed and the test has not seen the
     *     error
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
