package org.qemu.functional.guest.net;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.qemu.functional.guest.internal.net.DeferredErrors;
import org.qemu.functional.guest.internal.net.InterruptedWait;
import org.qemu.functional.logging.Log;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** Let the test wait for connections and disconnections at a port. */
final class Attachment {
    private static final Log LOG = Log.of("guest.net");

    /** The maximum time from its launch until a VM connects; it usually takes a few 10 ms. */
    private static final Duration RETURN = Duration.ofSeconds(5);

    private final NetworkRuntime engine;
    private final Port port;

    /** Guarded by the lock of the network's errors. */
    private boolean attached;

    /** The number of disconnections. Guarded by the same lock. */
    private long departures;

    Attachment(NetworkRuntime engine, Port port) {
        this.engine = engine;
        this.port = port;
    }

    void set(boolean now) {
        synchronized (engine.failures().lock()) {
            if (attached != now) {
                LOG.info(
                        "link '{}' of network '{}': {}",
                        port.name,
                        engine.name(),
                        now ? "attached" : "detached");
                engine.record(port.name, now ? "attached" : "detached");
            }
            departures += attached && !now ? 1 : 0;
            attached = now;
            engine.failures().lock().notifyAll();
        }
    }

    /**
     * Return a condition that is true when the current VM, or the next one, has disconnected, to be
     * called with the lock held. If the last VM has already disconnected, wait briefly for the
     * next.
     */
    BooleanSupplier departure() throws InterruptedException {
        DeferredErrors failures = engine.failures();
        long deadline = System.nanoTime() + TimeoutScale.scaled(RETURN).toNanos();
        synchronized (failures.lock()) {
            if (departures > 0 && !failures.await(() -> attached, deadline)) {
                return () -> true;
            }
            long before = departures;
            return () -> departures != before;
        }
    }

    boolean isAttached() {
        synchronized (engine.failures().lock()) {
            return attached;
        }
    }

    /** Wait until the state is as requested; the hint is for the error message. */
    void await(boolean wanted, String what, String hint, Duration timeout) {
        Duration scaled = TimeoutScale.scaled(timeout);
        long deadline = System.nanoTime() + scaled.toNanos();
        try {
            if (!engine.failures().await(() -> attached == wanted, deadline)) {
                throw tooLate(what, hint, scaled);
            }
        } catch (InterruptedException e) {
            throw InterruptedWait.interrupted(what, e);
        }
    }

    LinkStatistics await(String what, Predicate<LinkStatistics> wanted, Duration timeout) {
        Duration scaled = TimeoutScale.scaled(timeout);
        CompletableFuture<LinkStatistics> result = new CompletableFuture<>();
        engine.run(() -> engine.fabric().watch(port, wanted, result));
        try {
            return result.get(scaled.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result.cancel(false);
            throw tooLate(what, "it has " + engine.call(port::statistics), scaled);
        } catch (InterruptedException e) {
            throw InterruptedWait.interrupted(what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private FrameTimeoutError tooLate(String what, String hint, Duration timeout) {
        return new FrameTimeoutError(
                "waited %s for %s at link '%s' of network '%s', in vain; %s"
                        .formatted(Seconds.format(timeout), what, port.name, engine.name(), hint));
    }
}
