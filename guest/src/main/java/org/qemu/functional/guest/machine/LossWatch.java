package org.qemu.functional.guest.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpSubscription;

/** Tells from a machine's console and events that the guest is lost, at once. */
public final class LossWatch implements GuestWatch, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final Duration EVENT_BEHIND = Duration.ofMillis(300);
    private static final Duration DESCRIBING = Duration.ofSeconds(3);

    private final QemuMachine vm;
    private final AtomicReference<CompletableFuture<AssertionError>> lost =
            new AtomicReference<>(new CompletableFuture<>());
    private final @Nullable QmpSubscription events;
    private final Console.Listener listener;
    private final Lines lines = new Lines(this::said);
    private volatile boolean expected;

    /** Watch a machine that runs. */
    public LossWatch(QemuMachine vm) {
        this.vm = vm;
        listener = lines::received;
        vm.consoles().values().forEach(console -> console.addListener(listener));
        events = vm.subscribe("RESET", "SHUTDOWN", "GUEST_PANICKED");
        Thread thread = new Thread(this::watch, "guest-watch-" + vm.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Take the next reboot or end for what is wanted. */
    public void expectEnd(boolean wanted) {
        expected = wanted;
    }

    private void watch() {
        try {
            while (true) {
                JsonNode event = Objects.requireNonNull(events).take(PATIENCE);
                switch (event.path("event").asText()) {
                    case "RESET" -> end("the guest rebooted", REBOOT);
                    case "SHUTDOWN" -> end("the guest shut down", "shutdown");
                    default -> {
                        if (vm.isArmed("kernel panic")) {
                            end("the guest panicked (pvpanic)", "kernel panic");
                        }
                    }
                }
            }
        } catch (QmpException | IllegalStateException e) {
            // The monitor is closed: who waits learns from the channel how QEMU ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String what, String kind) {
        if (!expected) {
            lose(what, kind);
        }
        if (kind.equals(REBOOT)) {
            renew();
        }
    }

    private void said(String line) {
        for (CrashPattern crash : CrashPattern.all()) {
            if (crash.pattern() instanceof ConsolePattern.Literal text
                    && line.contains(text.text())
                    && vm.isArmed(crash.name())) {
                lose(
                        "the guest crashed (%s): %s".formatted(crash.name(), line.strip()),
                        crash.name());
                return;
            }
        }
    }

    private void lose(String what, String kind) {
        CompletableFuture<AssertionError> told = lost.get();
        boolean forGood = kind.equals("kernel panic") || kind.equals("shutdown");
        if (!forGood) {
            lost.compareAndSet(told, new CompletableFuture<>());
        }
        told.complete(
                new GuestFailedError(
                        "VM '%s': %s\n  console: %s".formatted(vm.name(), what, vm.consoleLog()),
                        kind));
    }

    /** A guest that was lost for good has begun anew. */
    private void renew() {
        CompletableFuture<AssertionError> now = lost.get();
        if (now.isDone()) {
            lost.compareAndSet(now, new CompletableFuture<>());
        }
    }

    @Override
    public void hung(Duration silence) {
        lose(
                "the guest hangs: its agent has not answered for %d s\n%s"
                        .formatted(silence.toSeconds(), vm.describe(DESCRIBING)),
                "hang");
    }

    @Override
    public CompletableFuture<AssertionError> lost() {
        return lost.get();
    }

    @Override
    public AssertionError broken(String awaited, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new AssertionError(
                    "VM '%s': %s did not come in time\n%s"
                            .formatted(vm.name(), awaited, vm.describe(DESCRIBING)),
                    cause);
        }
        return reason().orElseGet(() -> died(awaited, cause));
    }

    /** The kernel sends SIGBUS to who writes to a mapped file that has no room. */
    private AssertionError died(String awaited, Throwable cause) {
        AssertionError died = vm.died(awaited, cause);
        if (String.valueOf(died.getMessage()).contains("SIGBUS")) {
            died.addSuppressed(
                    new IOException(
                            "SIGBUS mostly means that the file system of the guest's memory is full: make room in '%s'"
                                    .formatted(MemoryFile.SHARED_MEMORY)));
        }
        return died;
    }

    /** An end that the guest wanted is told by an event, which may be a little behind the end. */
    private Optional<AssertionError> reason() {
        try {
            return Optional.of(lost.get().get(EVENT_BEHIND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        vm.consoles().values().forEach(console -> console.removeListener(listener));
        if (events != null) {
            events.close();
        }
    }
}
