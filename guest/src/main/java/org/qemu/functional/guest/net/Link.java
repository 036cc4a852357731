package org.qemu.functional.guest.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.QemuMachine;

/**
 * Attach one NIC of a VM to a network, and trouble what goes over the cable.
 *
 * <p>One VM at a time: when it has ended, it may be launched again, or another one, with the same
 * {@link #netdev}; the settings stay. Any thread may call.
 */
public final class Link extends LinkImpairment {
    private final NetworkRuntime engine;
    private final Port port;
    private final Attachment attachment;
    private final @Nullable Path socket;
    private final String mac;

    Link(NetworkRuntime engine, String name, @Nullable Path socket) {
        this(engine, new Port(name), socket);
    }

    private Link(NetworkRuntime engine, Port port, @Nullable Path socket) {
        super(engine, port);
        this.engine = engine;
        this.port = port;
        this.attachment = new Attachment(engine, port);
        this.socket = socket;
        this.mac = MacAddress.of(engine.name(), port.name);
    }

    /** Return its name, by which {@link CapturedFrame#link()} tells where a frame came from. */
    public String name() {
        return port.name;
    }

    /**
     * Return a MAC address for the NIC: locally administered (the bit 0x02 of the first byte, IEEE
     * 802, clause 8.4), the same in each run for the same names of network and link, and different
     * for others.
     */
    public String mac() {
        return mac;
    }

    /**
     * Return what stands after {@code -netdev} for a VM to be launched. It needs QEMU 7.2, which
     * has {@code -netdev stream} first.
     *
     * @param id of the back-end in that VM, which {@code -device} then names: {@code netdev=<id>}
     * @throws IllegalStateException if this is the link of an {@link EthernetSocket}
     */
    public String netdev(String id) {
        // Commas are doubled in QEMU's options.
        return "stream,id=%s,server=off,addr.type=unix,addr.path=%s"
                .formatted(id, path().replace(",", ",,"));
    }

    /**
     * Return the arguments of QMP's {@code netdev_add} for a VM that runs, a clone say: {@code
     * vm.cmd("netdev_add", link.netdevArguments("n1"))}; then {@code device_add} plugs the NIC in.
     *
     * <p>Before {@code netdev_del}, wait for QMP's event {@code NETDEV_STREAM_CONNECTED}: QEMU 10.0
     * crashes if it has to remove a back-end while that connects.
     *
     * @param id of the back-end, as for {@link #netdev}
     * @throws IllegalStateException if this is the link of an {@link EthernetSocket}
     */
    public Map<String, Object> netdevArguments(String id) {
        return Map.of(
                "type",
                "stream",
                "id",
                id,
                "server",
                false,
                "addr",
                Map.of("type", "unix", "path", path()));
    }

    private String path() {
        if (socket == null) {
            throw new IllegalStateException(
                    "link '%s' is that of a socket of the test; make another for a VM by link()"
                            .formatted(name()));
        }
        return socket.toString();
    }

    /** Whether a VM is connected now, or the test's own socket. */
    public boolean isAttached() {
        return attachment.isAttached();
    }

    /**
     * Wait until a VM is connected. It connects while it starts, soon after its launch; frames that
     * it sends earlier are lost.
     *
     * @throws FrameTimeoutError if none comes in time
     * @throws NetworkException if something else of the network has failed
     */
    public void awaitAttached(Duration timeout) {
        attachment.await(true, "a VM", "launch it with -netdev " + netdev("<id>"), timeout);
    }

    /**
     * Wait until no VM is connected.
     *
     * @throws FrameTimeoutError if one still is when the time is over
     * @throws NetworkException if something else of the network has failed
     */
    public void awaitDetached(Duration timeout) {
        attachment.await(false, "the VM's end", "it is still attached", timeout);
    }

    /**
     * Return the first frame from this link that matches, in memory or to come: see {@link
     * Network#waitForFrame(String, Predicate, Duration)}.
     *
     * @throws FrameTimeoutError if none comes in time, or the VM leaves before, or has left and
     *     does not come again within 5 s
     * @throws NetworkException if something of the network has failed that the test has not seen
     */
    public CapturedFrame waitForFrame(String what, Predicate<Frame> wanted, Duration timeout) {
        return waitForFrame(0, what, wanted, timeout);
    }

    /** Return the first one that matches, from a number on: see {@link Network#count()}. */
    public CapturedFrame waitForFrame(
            long from, String what, Predicate<Frame> wanted, Duration timeout) {
        Predicate<CapturedFrame> ours =
                seen -> seen.link().equals(name()) && wanted.test(seen.frame());
        Capture capture = engine.capture();
        // A VM that was killed may not have been seen to be gone, nor its last frames.
        engine.run(port::look);
        Optional<CapturedFrame> early = capture.look(from, ours);
        if (early.isPresent()) {
            return early.get();
        }
        try {
            return capture.await(from, what, ours, timeout, attachment.departure());
        } catch (InterruptedException e) {
            throw InterruptedWait.interrupted(what, e);
        }
    }

    /**
     * Have the guest see its NIC lose the carrier, or get it back, by QMP's {@code set_link}.
     *
     * @param vm that is attached here
     * @param netdev the id given to {@link #netdev}
     */
    public void setCarrier(QemuMachine vm, String netdev, boolean up) {
        vm.cmd("set_link", "name", netdev, "up", up);
    }

    /** Return the counts of its frames up to now. */
    public LinkStatistics statistics() {
        return engine.call(port::statistics);
    }

    /**
     * Wait until the counts are as wanted: frames were lost, say.
     *
     * @param what is awaited, for the message of a failure
     * @param wanted is asked on the network's thread: it must not wait
     * @throws FrameTimeoutError if they are not in time
     */
    public LinkStatistics awaitStatistics(
            String what, Predicate<LinkStatistics> wanted, Duration timeout) {
        return attachment.await(what, wanted, timeout);
    }

    /** Return how many frames found a queue full: see {@link LinkStatistics#dropped}. */
    public long dropped() {
        return statistics().dropped();
    }

    /** Return what went wrong at this link last; the network then does not report it again. */
    public Optional<NetworkException> failure() {
        Optional<NetworkException> failure = engine.call(() -> Optional.ofNullable(port.failure));
        failure.ifPresent(engine.failures()::forget);
        return failure;
    }

    Port port() {
        return port;
    }

    Attachment attachment() {
        return attachment;
    }

    void fail(String problem, @Nullable Throwable cause) {
        port.failure =
                new NetworkException(
                        "link '%s' of network '%s': %s".formatted(name(), engine.name(), problem),
                        cause);
        engine.failures().add(port.failure);
    }

    @Override
    public String toString() {
        return "%s (%s, %s)".formatted(name(), mac, isAttached() ? "attached" : "not attached");
    }
}
