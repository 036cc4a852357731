package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.guest.internal.console.ConsoleCommand;
import org.qemu.functional.guest.internal.console.ConsoleShell;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.text.ShellQuoting;

/**
 * A channel for guests that support no other: a shell at a prompt on a serial console. The guest
 * needs base64, md5sum, sed, stat and chmod, as in busybox, and a writable /tmp.
 *
 * <p>One command runs at a time; others wait for it. Its input is fixed at its start, see {@link
 * #start(String, byte[])}; its output arrives when it has ended. Only the signals that keys send
 * are supported: 2 and 3. The throughput is some tens of kB per second: use it for scripts and
 * results, not for images.
 */
public final class ConsoleChannel implements GuestChannel {
    /**
     * The time limit for operations that take no time, and for a command to wait for the previous
     * one.
     */
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private final ConsoleShell shell;
    private final GuestWatch watch;
    private final String name;
    private final Semaphore turn = new Semaphore(1, true);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** The future for the loss of the guest whose shell answered. Guarded by {@link #turn}. */
    private @Nullable CompletableFuture<AssertionError> connected;

    /**
     * Use a console.
     *
     * @param console not closed with the channel
     * @param name the name of the threads that wait for commands
     */
    public ConsoleChannel(Console console, GuestWatch watch, String name) {
        this.shell = new ConsoleShell(console);
        this.watch = watch;
        this.name = name;
    }

    /**
     * Type until a shell answers, once a second. Call it after boot loaders have finished, since
     * they may interpret the keys. After a reboot, call it again; otherwise the next command does.
     */
    @Override
    public void connect(Duration limit) {
        String awaited = "a shell on the console";
        locked(new Cancellation(watch, closed), awaited, deadline(limit), this::connect);
    }

    private void connect(Cancellation operation, long deadline)
            throws TimeoutException, InterruptedException {
        CompletableFuture<AssertionError> lost = watch.lost();
        shell.connect(operation, deadline);
        watch.catchUp(); // earlier losses do not concern this shell
        watch.answered(lost);
        connected = lost;
    }

    private static long deadline(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }

    private static long prompt() {
        return deadline(TimeoutScale.scaled(PROMPT));
    }

    /** An operation with the shell, performed by one thread at a time. */
    private interface Work {
        void run(Cancellation operation, long deadline)
                throws TimeoutException, InterruptedException;
    }

    private void locked(Cancellation operation, String awaited, long deadline, Work work) {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(Cancellation.left(deadline).toNanos(), TimeUnit.NANOSECONDS);
            operation.check();
            if (!mine) {
                throw new TimeoutException(
                        "the console is used by another command: only one runs at a time");
            }
            work.run(operation, deadline);
        } catch (TimeoutException e) {
            throw operation.explain(awaited, e);
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        } finally {
            if (mine) {
                turn.release();
            }
        }
    }

    /** Start a script with an empty input: see {@link #start(String, byte[])}. */
    @Override
    public Execution start(String script) {
        return start(script, new byte[0]);
    }

    /**
     * Start a script with its complete input; the stream of {@link Execution#stdin} accepts no
     * more. Wait at most a minute for the running command, and then as long as the transfer of the
     * input makes progress.
     */
    @Override
    public Execution start(String script, byte[] input) {
        Cancellation operation = new Cancellation(watch, closed);
        ConsoleCommand command = new ConsoleCommand(shell, operation);
        Thread thread = new Thread(() -> run(command, script, input), name);
        thread.setDaemon(true);
        thread.start();
        String awaited = "a command to start";
        try {
            boolean unused = operation.await(command.started(), awaited, ConsoleCommand.FOREVER);
        } catch (TimeoutException e) {
            throw operation.explain(awaited, e);
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        }
        return command.execution();
    }

    private void run(ConsoleCommand command, String script, byte[] input) {
        try {
            locked(
                    command.operation(),
                    "a command's turn",
                    prompt(),
                    (operation, deadline) -> {
                        if (connected != watch.lost()) {
                            connect(operation, deadline);
                        }
                        command.run(script, input);
                    });
        } catch (AssertionError | RuntimeException e) {
            command.fail(e);
        }
    }

    @Override
    public void put(InputStream content, String path, int mode, Duration limit) throws IOException {
        byte[] bytes = content.readAllBytes();
        String script =
                """
                [ ! -d %1$s ] || { echo it is a folder >&2; exit 1; }
                cat <&0 >%2$s && chmod %3$o %2$s && mv -f %2$s %1$s || { rm -f %2$s; exit 1; }
                """
                        .formatted(
                                ShellQuoting.quote(path), ShellQuoting.quote(path + ".part"), mode);
        CommandOutput output = run(script, bytes, "'%s' to be written".formatted(path), limit);
        fail(path, output);
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        String script =
                "m=$(stat -L -c %%a %1$s) && cat %1$s && echo $m >&2"
                        .formatted(ShellQuoting.quote(path));
        CommandOutput output = run(script, new byte[0], "'%s' to be read".formatted(path), limit);
        fail(path, output);
        content.write(output.stdout());
        return Integer.parseInt(new String(output.stderr(), UTF_8).strip(), 8);
    }

    private static void fail(String path, CommandOutput output) {
        if (!output.status().isSuccess()) {
            throw new GuestFileException(
                    "'%s': %s".formatted(path, new String(output.stderr(), UTF_8).strip()));
        }
    }

    private CommandOutput run(String script, byte[] input, String awaited, Duration limit) {
        long deadline = deadline(limit);
        Execution execution = start(script, input);
        try {
            return execution
                    .collect(Integer.MAX_VALUE, Cancellation.left(deadline))
                    .orElseThrow(
                            () -> {
                                execution.close();
                                return watch.broken(
                                        awaited, new TimeoutException("not within " + limit));
                            });
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        } catch (IOException e) {
            throw watch.broken(awaited, e);
        }
    }

    @Override
    public void close() {
        closed.complete(null);
        shell.close();
    }
}
