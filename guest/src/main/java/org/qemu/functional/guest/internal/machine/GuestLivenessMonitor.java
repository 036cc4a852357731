package org.qemu.functional.guest.internal.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Detect the loss of a guest immediately from a machine's console and events. */
public final class GuestLivenessMonitor implements GuestWatch, AutoCloseable {
    /** The time limit for QEMU to explain a broken channel, or to exit. */
    private static final Duration REASON = Duration.ofSeconds(10);

    private static final Duration DESCRIBING = Duration.ofSeconds(3);

    private final QemuMachine vm;
    private final MachineAccess access;
    private final GuestLossState state = new GuestLossState();
    private final GuestLossEvents events;
    private final Console.Listener listener;
    private final LineSplitter lines = new LineSplitter(this::said);

    /** Watch a running machine. */
    public GuestLivenessMonitor(QemuMachine vm) {
        this.vm = vm;
        access = MachineAccess.of(vm);
        listener = lines::received;
        access.consoles().values().forEach(console -> console.addListener(listener));
        events = new GuestLossEvents(vm, this::received);
    }

    /**
     * End pending operations, and treat the following events as caused by the test until the guest
     * has {@link #answered}.
     */
    public void replace(String why) {
        state.replace(new AssertionError(why));
    }

    private void received(JsonNode event) {
        switch (event.path("event").asText()) {
            case "RESET" -> state.reset(error("the guest rebooted", REBOOT));
            case "SHUTDOWN" -> state.loseForGood(error("the guest shut down", SHUTDOWN));
            default -> {
                if (access.isArmed(PANIC)) {
                    state.loseForGood(error("the guest panicked (pvpanic)", PANIC));
                }
            }
        }
    }

    private void said(String line) {
        for (CrashPattern crash : CrashPattern.all()) {
            if (crash.pattern() instanceof ConsolePattern.Literal text
                    && line.contains(text.text())
                    && access.isArmed(crash.name())) {
                GuestFailedError error =
                        error(
                                "the guest crashed (%s): %s".formatted(crash.name(), line.strip()),
                                crash.name());
                if (crash.name().equals(PANIC)) {
                    state.loseForGood(error);
                } else {
                    state.lose(error);
                }
                return;
            }
        }
    }

    private GuestFailedError error(String what, String kind) {
        return new GuestFailedError(
                "VM '%s': %s\n  console: %s".formatted(vm.name(), what, vm.consoleLog()), kind);
    }

    private String description() {
        access.gatherEvidence();
        return access.describe(DESCRIBING);
    }

    @Override
    public void hung(Duration silence, BooleanSupplier answered) {
        CompletableFuture<AssertionError> since = state.lost();
        GuestFailedError error =
                error(
                        "the guest hangs: its agent has not answered for %d s\n%s"
                                .formatted(silence.toSeconds(), description()),
                        HANG);
        // Building the description takes time, in which the guest may have answered or been
        // replaced.
        if (!answered.getAsBoolean()) {
            state.hang(since, error);
        }
    }

    @Override
    public void catchUp() {
        events.catchUp();
    }

    @Override
    public void rebooted() {
        // Already reported, unless the guest rebooted without QEMU: kexec(8).
        state.reset(error("the guest rebooted", REBOOT));
    }

    @Override
    public void answered(CompletableFuture<AssertionError> since) {
        state.answered(since);
    }

    /** Return a future for the next loss. Losses that the test itself causes do not complete it. */
    @Override
    public CompletableFuture<AssertionError> lost() {
        events.settle();
        return state.lost();
    }

    @Override
    public AssertionError broken(String awaited, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new AssertionError(
                    "VM '%s': %s did not come in time\n%s"
                            .formatted(vm.name(), awaited, description()),
                    cause);
        }
        return reason().orElseGet(() -> died(awaited, cause));
    }

    /**
     * Explain the death of QEMU. The kernel sends SIGBUS to a process that writes to a mapped file
     * for which there is no space.
     */
    private AssertionError died(String awaited, Throwable cause) {
        AssertionError died = access.died(awaited, cause);
        if (String.valueOf(died.getMessage()).contains("SIGBUS")) {
            died.addSuppressed(
                    new IOException(
                            "SIGBUS usually means that the file system with the guest's memory is full: free space in '%s'"
                                    .formatted(MemoryFile.SHARED_MEMORY)));
        }
        return died;
    }

    /**
     * Return the reason of an end that the guest requested; an event reports it before the event
     * stream ends.
     */
    private Optional<AssertionError> reason() {
        CompletableFuture<AssertionError> lost = state.lost();
        try {
            Object unused =
                    CompletableFuture.anyOf(lost, events.over())
                            .get(TimeoutScale.scaled(REASON).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(lost.getNow(null));
    }

    @Override
    public void close() {
        access.consoles().values().forEach(console -> console.removeListener(listener));
        events.close();
    }
}
