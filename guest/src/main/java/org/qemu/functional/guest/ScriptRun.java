package org.qemu.functional.guest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.TestContext;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.script.ScriptOutput;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Control the guest's part of a test with {@link GuestScript} from the host's part. Steps that the
 * host's part omits are done after it has returned: boot, start, wait for the end.
 */
@ResolvedBy("@GuestScript on the test")
public final class ScriptRun {
    private final GuestScript annotation;
    private final ScriptText script;
    private final TestContext machines;
    private final Choices choices;
    private final Map<String, String> variables = new HashMap<>();
    private @Nullable Guest guest;
    private @Nullable Execution execution;
    private @Nullable ScriptOutput output;
    private @Nullable CommandResult result;
    private long deadline;

    private ScriptRun(
            GuestScript annotation, ScriptText script, TestContext machines, Choices choices) {
        this.annotation = annotation;
        this.script = script;
        this.machines = machines;
        this.choices = choices;
    }

    static ScriptRun of(ExtensionContext context) {
        GuestScript annotation = context.getRequiredTestMethod().getAnnotation(GuestScript.class);
        ScriptText script =
                ScriptText.of(
                        context.getRequiredTestClass(),
                        context.getRequiredTestMethod(),
                        annotation);
        return new ScriptRun(annotation, script, TestContext.ofTest(context), Choices.of(context));
    }

    /**
     * Set a variable of the script.
     *
     * @throws IllegalArgumentException if the name is not valid for a shell variable
     * @throws IllegalStateException if the script was already started
     */
    public ScriptRun set(String variable, Object value) {
        requireNotStarted("set " + variable);
        variables.put(ScriptText.requireVariable(variable), value.toString());
        return this;
    }

    /**
     * Run the script in a guest of the test: one with its own image, a clone, or one of several.
     *
     * @throws IllegalStateException if the script was already started
     */
    public ScriptRun in(Guest other) {
        requireNotStarted("choose another guest");
        guest = other;
        return this;
    }

    /**
     * Run the script in the first guest among the method's arguments, unless another one was
     * chosen.
     */
    void inOneOf(List<Object> arguments) {
        if (guest == null) {
            arguments.stream()
                    .filter(Guest.class::isInstance)
                    .findFirst()
                    .ifPresent(given -> guest = (Guest) given);
        }
    }

    private void requireNotStarted(String what) {
        if (execution != null) {
            throw new IllegalStateException(
                    "script '%s' is already running: %s before start()"
                            .formatted(script.name(), what));
        }
    }

    /** Return the machine of the guest, booted or not. */
    public QemuMachine vm() {
        return guest == null ? machines.machine(QemuMachine.DEFAULT) : guest.vm();
    }

    /**
     * Return the guest. The first call boots it as configured by the annotation.
     *
     * @throws AssertionError if it does not boot
     * @throws TestAbortedException if guests of the architecture under test are not supported
     */
    public Guest guest() {
        Guest known = guest;
        if (known == null) {
            known = boot();
            guest = known;
        }
        return known;
    }

    private Guest boot() {
        String target = machines.binary().arch();
        if (!GuestArchitecture.targets().contains(target)) {
            throw new TestAbortedException(
                    "guests for '%s' are not supported; supported are %s"
                            .formatted(target, GuestArchitecture.targets()));
        }
        vm().addArgs((Object[]) annotation.args());
        return Guest.with(
                        vm(),
                        GuestImage.linux(target)
                                .withModules(annotation.modules())
                                .withPackage(annotation.packages()))
                .memory(annotation.memory())
                .cpus(annotation.cpus())
                .boot();
    }

    /** Start the script unless it is running. */
    public ScriptRun start() {
        if (execution == null) {
            Execution started = guest().start(script.with(variables));
            execution = started;
            deadline = System.nanoTime() + limit().toNanos();
            output =
                    ScriptOutput.read(
                            script.name(),
                            started.stdin(),
                            started.stdout(),
                            started.stderr(),
                            script.chooses() ? this::choose : null);
        }
        return this;
    }

    /** Answer a script that called {@code choose <name> <option>...}. */
    private String choose(String question) {
        List<String> words = List.of(question.strip().split("\\s+", -1));
        return choices.choose(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }

    /**
     * Wait until the script has written a line that contains a text, starting it if necessary. This
     * synchronizes the host's part with the script.
     *
     * @return the line
     * @throws AssertionError if the script ends first, or its time limit expires
     */
    public String awaitLine(String text) {
        start();
        try {
            Optional<String> line = written().await(text, left());
            // A failed script is reported as such, not as a missing line.
            return line.orElseThrow(
                    () ->
                            new AssertionError(
                                    "script '%s' ended with exit status %d and did not write '%s'%s"
                                            .formatted(
                                                    script.name(),
                                                    finish().exitStatus(),
                                                    text,
                                                    written().tail())));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Wait until the script has ended, starting it if necessary, and evaluate its exit status.
     *
     * @throws TestAbortedException if it exited with status 77
     * @throws CommandTimeoutError if it does not end in time; it is then killed
     * @throws AssertionError if it exited with another status than 0, or the guest is lost
     */
    public CommandResult finish() {
        CommandResult known = result;
        if (known == null) {
            start();
            known = judge();
            result = known;
        }
        return known;
    }

    private CommandResult judge() {
        try (Execution running = running()) {
            Optional<GuestExitStatus> status = running.await(left());
            if (status.isEmpty()) {
                throw ScriptVerdict.late(script.name(), vm(), limit(), written());
            }
            written().awaitEnd(left());
            written().requireAnswered();
            return ScriptVerdict.of(script.name(), vm().name(), status.get(), written());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private Duration limit() {
        return TimeoutScale.scaled(Duration.ofSeconds(annotation.seconds()));
    }

    /** Add the script's output to a failure of the host's part. */
    void explain(AssertionError failure) {
        ScriptOutput written = output;
        if (written != null && result == null) {
            failure.addSuppressed(
                    new AssertionError(
                            "script '%s' was running%s".formatted(script.name(), written.tail())));
        }
    }

    void close() {
        if (execution != null) {
            execution.close();
        }
    }

    private Execution running() {
        return Objects.requireNonNull(execution);
    }

    private ScriptOutput written() {
        return Objects.requireNonNull(output);
    }

    private AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while script '%s' ran".formatted(script.name()), e);
    }
}
