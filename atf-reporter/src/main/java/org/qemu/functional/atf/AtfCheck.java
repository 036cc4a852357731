package org.qemu.functional.atf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opentest4j.AssertionFailedError;
import org.qemu.functional.atf.internal.check.CommandRun;
import org.qemu.functional.atf.internal.check.OutputChecks;
import org.qemu.functional.text.ShellQuoting;

/**
 * Runs a command and checks its status and outputs, as atf_check of atf-sh does.
 *
 * <p>Unless something else is set, the command must exit with status 0 and write nothing:
 *
 * <pre>{@code
 * AtfCheck.command("qemu-img", "info", "disk")
 *         .exits(1)
 *         .stderr(OutputCheck.match("Could not open 'disk'"))
 *         .run();
 * }</pre>
 *
 * <p>All checks are made, and one failure names all that are not met. The command has no input and
 * no time limit of its own. An interrupt of the thread, as by {@code @Timeout}, ends it.
 *
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=atf-check&sektion=1">atf-check(1)</a>
 */
public final class AtfCheck {
    private static final int SIGNALS = 128;

    private final List<String> command;
    private Function<CommandRun, Optional<String>> status = exit -> wrongExit(exit, 0);
    private List<OutputCheck> stdout = List.of(OutputCheck.empty());
    private List<OutputCheck> stderr = List.of(OutputCheck.empty());

    private AtfCheck(List<String> command) {
        this.command = command;
    }

    /** Check a command with its arguments. */
    public static AtfCheck command(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return new AtfCheck(command);
    }

    /** Check a command line of the shell. */
    public static AtfCheck shell(String commandLine) {
        return command("/bin/sh", "-c", commandLine);
    }

    /** Require this exit status, from 0 to 255. */
    public AtfCheck exits(int expected) {
        status = run -> wrongExit(run, expected);
        return this;
    }

    /** Require an exit with any status. */
    public AtfCheck exits() {
        status =
                run ->
                        run.signaled()
                                ? Optional.of("program did not exit cleanly: " + describe(run))
                                : Optional.empty();
        return this;
    }

    /** Require an exit with any other status. */
    public AtfCheck exitsNot(int unexpected) {
        status =
                run ->
                        !run.signaled() && run.status() != unexpected
                                ? Optional.empty()
                                : Optional.of(
                                        "incorrect exit status: %s, expected: anything else than %d"
                                                .formatted(describe(run), unexpected));
        return this;
    }

    /** Require that a signal ends the command. */
    public AtfCheck signaled() {
        status =
                run ->
                        run.signaled()
                                ? Optional.empty()
                                : Optional.of("program did not receive a signal: " + describe(run));
        return this;
    }

    /** Require that the signal with this number ends the command. */
    public AtfCheck signaled(int signal) {
        status =
                run ->
                        run.signaled() && run.status() == SIGNALS + signal
                                ? Optional.empty()
                                : Optional.of(
                                        "incorrect signal: %s, expected: %d"
                                                .formatted(describe(run), signal));
        return this;
    }

    /** Allow any status and signal. */
    public AtfCheck ignoreStatus() {
        status = run -> Optional.empty();
        return this;
    }

    /** Require all of these of standard output. */
    public AtfCheck stdout(OutputCheck... checks) {
        stdout = List.of(checks);
        return this;
    }

    /** Require all of these of standard error. */
    public AtfCheck stderr(OutputCheck... checks) {
        stderr = List.of(checks);
        return this;
    }

    /**
     * Run the command.
     *
     * @throws AssertionFailedError if a check is not met
     * @throws UncheckedIOException if the shell cannot be run, or an output cannot be saved
     * @throws InterruptedException if the thread is interrupted; the command is ended
     */
    public void run() throws InterruptedException {
        CommandRun run;
        try {
            run = CommandRun.of(command);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + shown(), e);
        }
        List<String> problems = new ArrayList<>();
        Optional<String> wrongStatus = status.apply(run);
        wrongStatus.ifPresent(problems::add);
        stdout.forEach(check -> check.problem("stdout", run.stdout()).ifPresent(problems::add));
        stderr.forEach(check -> check.problem("stderr", run.stderr()).ifPresent(problems::add));
        if (problems.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder("Executing command [ " + shown() + " ]");
        problems.forEach(problem -> message.append("\nFail: ").append(problem.stripTrailing()));
        if (wrongStatus.isPresent()) {
            message.append("\nstdout:\n").append(OutputChecks.shown(run.stdout()));
            message.append("stderr:\n").append(OutputChecks.shown(run.stderr()));
        }
        throw new AssertionFailedError(message.toString());
    }

    private static Optional<String> wrongExit(CommandRun run, int expected) {
        return !run.signaled() && run.status() == expected
                ? Optional.empty()
                : Optional.of(
                        "incorrect exit status: %s, expected: %d"
                                .formatted(describe(run), expected));
    }

    private static String describe(CommandRun run) {
        return run.signaled()
                ? "signal " + (run.status() - SIGNALS)
                : Integer.toString(run.status());
    }

    private String shown() {
        return String.join(" ", command.stream().map(ShellQuoting::quoteIfNeeded).toList());
    }
}
