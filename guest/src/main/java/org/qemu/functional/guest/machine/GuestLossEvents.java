package org.qemu.functional.guest.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpSubscription;

/** Passes on, from a thread of its own, the events that tell of a guest's end. */
final class GuestLossEvents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final QemuMachine vm;
    private final QmpSubscription events;
    private final Consumer<JsonNode> consumer;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Thread thread;

    /** How many events were passed on; guarded by this. */
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
            // The monitor is closed: who waits learns from the channel how QEMU ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                over.complete(null);
                notifyAll();
            }
        }
    }

    /** Return what completes when all events were passed on and no more come. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Wait until all that QEMU has told before this call is passed on. */
    void catchUp() {
        try {
            // Events and replies come in their order: behind this reply is what came before.
            JsonNode unused = vm.cmd("query-status");
            settle();
        } catch (QmpException | QemuDiedError | IllegalStateException e) {
            // QEMU is gone or hangs: nothing more is told.
        }
    }

    /** Wait until all that has come from QEMU before this call is passed on. */
    void settle() {
        if (Thread.currentThread() == thread) {
            return; // who is told now must not wait for the end of that
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
