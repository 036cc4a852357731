package org.qemu.functional.guest.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.QemuMachine;

/**
 * Attach one NIC of a VM to a network, and trouble what goes over the cable.
 *
 * <p>One VM at a time: when it has ended, it may be launched again, or another one, with the same
 * {@link #netdev}. All settings act at once when the call returns, stay until they are changed,
 * whichever VM is attached, and combine. Any thread may call.
 */
public final class Link {
    private static final double MOST = 1;

    private final Engine engine;
    private final Port port;
    private final Attachment attachment;
    private final @Nullable Path socket;
    private final String mac;

    Link(Engine engine, String name, @Nullable Path socket) {
        this.engine = engine;
        this.port = new Port(name);
        this.attachment = new Attachment(engine, port);
        this.socket = socket;
        this.mac = MacAddress.of(engine.name(), name);
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
     * Return what stands after {@code -netdev} for a VM to be launched or, for {@code netdev_add}
     * of the human monitor, that runs. It needs QEMU 7.2, which has {@code -netdev stream} first.
     *
     * @param id of the back-end in that VM, which {@code -device} then names: {@code netdev=<id>}
     * @throws IllegalStateException if this is the link of an {@link EthernetSocket}
     */
    public String netdev(String id) {
        if (socket == null) {
            throw new IllegalStateException(
                    "link '%s' is that of a socket of the test; make another for a VM by link()"
                            .formatted(name()));
        }
        // Commas are doubled in QEMU's options.
        return "stream,id=%s,server=off,addr.type=unix,addr.path=%s"
                .formatted(id, socket.toString().replace(",", ",,"));
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
     * Cut the cable: what is on its way, and what comes, is lost in both directions. The guest
     * still sees a carrier; see {@link #setCarrier}.
     */
    public void cut() {
        engine.run(port::cut);
    }

    /** Mend what {@link #cut} has cut. */
    public void restore() {
        engine.run(() -> port.isCut = false);
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

    /** Delay frames, in both directions each: see {@link #delay(Direction, Duration)}. */
    public void delay(Duration delay) {
        delay(Direction.FROM_GUEST, delay);
        delay(Direction.TO_GUEST, delay);
    }

    /**
     * Delay each frame of a direction by this time, and up to a millisecond more; their order
     * stays.
     *
     * @param delay zero for none
     * @throws IllegalArgumentException if it is negative
     */
    public void delay(Direction direction, Duration delay) {
        check(!delay.isNegative(), "a delay of %s is negative", delay);
        engine.run(() -> port.shaper(direction).delay(delay.toNanos(), engine.now()));
    }

    /** Lose frames, in both directions each: see {@link #loss(Direction, double, long)}. */
    public void loss(double probability, long seed) {
        loss(Direction.FROM_GUEST, probability, seed);
        loss(Direction.TO_GUEST, probability, ~seed);
    }

    /**
     * Lose each frame of a direction with this probability.
     *
     * @param probability 0 for none, up to 1 for all
     * @param seed which frames, counted from now on, are lost: the same for the same seed
     * @throws IllegalArgumentException if it is not within 0 and 1
     */
    public void loss(Direction direction, double probability, long seed) {
        check(
                probability >= 0 && probability <= MOST,
                "a loss of %s is no probability, which is from 0 to 1",
                probability);
        engine.run(() -> port.shaper(direction).loss(probability, seed));
    }

    /** Limit the speed, of both directions each: see {@link #cap(Direction, long)}. */
    public void cap(long bitsPerSecond) {
        cap(Direction.FROM_GUEST, bitsPerSecond);
        cap(Direction.TO_GUEST, bitsPerSecond);
    }

    /**
     * Limit the speed of a direction, counting the bits of whole frames. Up to 256 KiB wait for
     * their turn; what comes then is dropped.
     *
     * @param bitsPerSecond 0 for no limit
     * @throws IllegalArgumentException if it is negative
     */
    public void cap(Direction direction, long bitsPerSecond) {
        check(bitsPerSecond >= 0, "a speed of %s bit/s is negative", bitsPerSecond);
        engine.run(() -> port.shaper(direction).cap(bitsPerSecond, engine.now()));
    }

    /**
     * Let only some frames pass, in both directions.
     *
     * @param passes is asked on the network's thread: it must not wait
     */
    public void filter(Predicate<Frame> passes) {
        engine.run(() -> port.filter = passes);
    }

    private static void check(boolean good, String problem, Object culprit) {
        if (!good) {
            throw new IllegalArgumentException(problem.formatted(culprit));
        }
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
