package org.qemu.functional.guest.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.InterruptedWait;
import org.qemu.functional.guest.internal.net.MacAddress;
import org.qemu.functional.machine.QemuMachine;

/**
 * A link for one NIC of a VM, whose traffic can be impaired.
 *
 * <p>It accepts one VM at a time. When the VM has ended, it or another one may be launched with the
 * same {@link #netdev}; the settings are kept. Thread-safe.
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

    /** Return its name, which {@link CapturedFrame#link()} uses. */
    public String name() {
        return port.name;
    }

    /**
     * Return a MAC address for the NIC. It is locally administered (the bit 0x02 of the first byte,
     * IEEE 802, clause 8.4), the same in each run for the same names of network and link, and
     * different for others.
     */
    public String mac() {
        return mac;
    }

    /**
     * Return the value of {@code -netdev} for a VM that is not launched yet. It requires QEMU 7.2,
     * the first version with {@code -netdev stream}.
     *
     * @param id the id of the back-end in that VM, to which {@code -device} refers: {@code
     *     netdev=<id>}
     * @throws IllegalStateException if this is the link of an {@link EthernetSocket}
     */
    public String netdev(String id) {
        // Commas are doubled in QEMU's options.
        return "stream,id=%s,server=off,addr.type=unix,addr.path=%s"
                .formatted(id, path().replace(",", ",,"));
    }

    /**
     * Return the arguments of QMP's {@code netdev_add} for a running VM, such as a clone: {@code
     * vm.cmd("netdev_add", link.netdevArguments("n1"))}; then {@code device_add} adds the NIC.
     *
     * <p>Before {@code netdev_del}, wait for QMP's event {@code NETDEV_STREAM_CONNECTED}: QEMU 10.0
     * crashes if it removes a back-end that is connecting.
     *
     * @param id the id of the back-end, as for {@link #netdev}
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
                    "link '%s' belongs to a socket of the test; create another link for a VM by link()"
                            .formatted(name()));
        }
        return socket.toString();
    }

    /** Return whether a VM, or a socket of the test, is connected now. */
    public boolean isAttached() {
        return attachment.isAttached();
    }

    /**
     * Wait until a VM is connected. A VM connects soon after its launch; frames that it sends
     * before that are lost.
     *
     * @throws FrameTimeoutError if none connects in time
     * @throws NetworkException if another part of the network has failed
     */
    public void awaitAttached(Duration timeout) {
        attachment.await(true, "a VM", "launch it with -netdev " + netdev("<id>"), timeout);
    }

    /**
     * Wait until no VM is connected.
     *
     * @throws FrameTimeoutError if one is still connected at the deadline
     * @throws NetworkException if another part of the network has failed
     */
    public void awaitDetached(Duration timeout) {
        attachment.await(false, "the VM's end", "it is still attached", timeout);
    }

    /**
     * Return the first frame from this link that matches, in memory or in the future: see {@link
     * Network#waitForFrame(String, Predicate, Duration)}.
     *
     * @throws FrameTimeoutError if none arrives in time, or the VM disconnects first, or has
     *     disconnected and does not reconnect within 5 s
     * @throws NetworkException if a part of the network has failed and the test has not seen the
     *     error
     */
    public CapturedFrame waitForFrame(String what, Predicate<Frame> wanted, Duration timeout) {
        return waitForFrame(0, what, wanted, timeout);
    }

    /** Return the first frame that matches, starting at a number: see {@link Network#count()}. */
    public CapturedFrame waitForFrame(
            long from, String what, Predicate<Frame> wanted, Duration timeout) {
        Predicate<CapturedFrame> ours =
                seen -> seen.link().equals(name()) && wanted.test(seen.frame());
        Capture capture = engine.capture();
        // The end of a killed VM, and its last frames, may not have been noticed yet.
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
     * Set or clear the carrier of the guest's NIC, by QMP's {@code set_link}.
     *
     * @param vm the VM that is attached to this link
     * @param netdev the id given to {@link #netdev}
     */
    public void setCarrier(QemuMachine vm, String netdev, boolean up) {
        engine.record(name(), up ? "carrier up" : "carrier down");
        vm.cmd("set_link", "name", netdev, "up", up);
    }

    /** Return the current statistics of its frames. */
    public LinkStatistics statistics() {
        return engine.call(port::statistics);
    }

    /**
     * Wait until the statistics meet a condition, for example until frames were lost.
     *
     * @param what a description of the condition, for error messages
     * @param wanted called on the network's thread: it must not block
     * @throws FrameTimeoutError if the condition is not met in time
     */
    public LinkStatistics awaitStatistics(
            String what, Predicate<LinkStatistics> wanted, Duration timeout) {
        return attachment.await(what, wanted, timeout);
    }

    /**
     * Return the number of frames that were dropped because a queue was full: see {@link
     * LinkStatistics#dropped}.
     */
    public long dropped() {
        return statistics().dropped();
    }

    /** Return the last error of this link; the network then does not report it again. */
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
