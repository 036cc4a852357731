package org.qemu.functional.guest.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.internal.channel.BufferedExecution;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.settings.TimeoutScale;

/** A command on a console, and the keys that end it. */
public final class ConsoleCommand {
    /** A practically unlimited time. */
    public static final Duration FOREVER = Duration.ofDays(3650);

    /** The time to wait after Ctrl-C before the stronger key is sent. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGKILL = 9;
    private static final char CONTROL_C = 3;
    private static final char CONTROL_BACKSLASH = 0x1c;

    private final ConsoleShell shell;
    private final Cancellation operation;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final BufferedExecution execution;

    /**
     * Prepare a command.
     *
     * @param operation the operation that it is part of
     */
    public ConsoleCommand(ConsoleShell shell, Cancellation operation) {
        this.shell = shell;
        this.operation = operation;
        this.execution =
                new BufferedExecution(
                        operation,
                        "the console takes a command's input only at its start: call start(script, input), or put() a file and read that",
                        this::signal);
    }

    /** Return a future that completes when the command is running. */
    public CompletableFuture<Boolean> started() {
        return started;
    }

    public BufferedExecution execution() {
        return execution;
    }

    public Cancellation operation() {
        return operation;
    }

    public void fail(Throwable cause) {
        started.completeExceptionally(cause);
        execution.end().completeExceptionally(cause);
    }

    /** Run a script to its end, in the thread that uses the console. */
    public void run(String script, byte[] input) throws TimeoutException, InterruptedException {
        long forever = System.nanoTime() + FOREVER.toNanos();
        ConsoleTransfer files = new ConsoleTransfer(shell, operation, forever);
        files.upload(script.getBytes(UTF_8), "s");
        files.upload(input, "i");
        ConsoleQuestion running = shell.run();
        started.complete(true);
        int code = Integer.parseInt(shell.awaitEnd(operation, running, forever));
        byte[] stdout = files.download("o");
        byte[] stderr = files.download("e");
        execution
                .end()
                .complete(
                        new BufferedExecution.End(
                                new CommandOutput(GuestExitStatus.of(code), stdout, stderr), -1));
    }

    private void signal(int signal) {
        switch (signal) {
            case SIGINT -> shell.interrupt(CONTROL_C);
            case SIGQUIT -> shell.interrupt(CONTROL_BACKSLASH);
            case SIGKILL -> end();
            default ->
                    throw new UnsupportedOperationException(
                            "a console has no key for signal %d, only for 2 and 3; let the script call kill instead"
                                    .formatted(signal));
        }
    }

    /** End the command by all available keys. */
    private void end() {
        try {
            for (char key : new char[] {CONTROL_C, CONTROL_BACKSLASH}) {
                shell.interrupt(key);
                if (execution.await(TimeoutScale.scaled(GRACE)).isPresent()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw Cancellation.interrupted("a command to be ended", e);
        }
        throw new AssertionError(
                "the command on the console is still running: neither Ctrl-C nor Ctrl-\\ ended it, so that no other command can run there");
    }
}
