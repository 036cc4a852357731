package org.qemu.functional.guest.internal.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpSubscription;

/** Deliver the events that report a guest's end, on a thread of its own. */
final class GuestLossEvents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final QemuMachine vm;
    private final QmpSubscription events;
    private final Consumer<JsonNode> consumer;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Thread thread;

    /** The number of delivered events; guarded by this. */
    private int passed;

    GuestLossEvents(QemuMachine vm, Consumer<JsonNode> consumer) {
        this.vm = vm;
        this.consumer = consumer;
        events = vm.subscribe("RESET", "SHUTDOWN", "GUEST_PANICKED");
        thread = new Thread(this::run, "guest-watch-" + vm.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                consumer.accept(events.take(PATIENCE));
                synchronized (this) {
                    passed++;
                    notifyAll();
                }
            }
        } catch (QmpException | IllegalStateException e) {
            // The monitor is closed: waiting threads learn from the channel how QEMU ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                over.complete(null);
                notifyAll();
            }
        }
    }

    /** Return a future that completes when all events are delivered and no more can arrive. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Wait until all events that QEMU has sent before this call are delivered. */
    void catchUp() {
        try {
            // Events and replies arrive in order: all earlier events precede this reply.
            JsonNode unused = vm.cmd("query-status");
            settle();
        } catch (QmpException | QemuDiedError | IllegalStateException e) {
            // QEMU has exited or hangs: no more events will arrive.
        }
    }

    /** Wait until all events that were received before this call are delivered. */
    void settle() {
        if (Thread.currentThread() == thread) {
            return; // the delivering thread must not wait for itself
        }
        int told = events.history().size();
        try {
            synchronized (this) {
                while (passed < told && !over.isDone()) {
                    wait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
