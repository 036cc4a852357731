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
import org.qemu.functional.budget.TimeoutScale;
import org.qemu.functional.console.Console;

/**
 * The last resort of ways to a guest: a shell at a prompt on a serial console. The guest needs
 * base64, md5sum, sed, stat and chmod, as busybox has them, and a /tmp that can be written.
 *
 * <p>One command runs at a time: others wait for it. Its input is fixed at its start: see {@link
 * #start(String, byte[])}; its output comes when it has ended. Of signals there are what keys send:
 * 2 and 3. Some tens of kB a second go through: it is for scripts and results, not for images.
 */
public final class ConsoleChannel implements GuestChannel {
    /** How long what is done at once may take, and a command may wait for the one before. */
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private final ConsoleShell shell;
    private final GuestWatch watch;
    private final String name;
    private final Semaphore turn = new Semaphore(1, true);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /**
     * Use a console.
     *
     * @param console is not closed with the channel
     * @param name of the threads that wait for commands
     */
    public ConsoleChannel(Console console, GuestWatch watch, String name) {
        this.shell = new ConsoleShell(console, watch);
        this.watch = watch;
        this.name = name;
    }

    /**
     * Type until a shell answers, once a second: boot loaders may take that for keys. Call it when
     * they are past; after a reboot, again.
     */
    @Override
    public void connect(Duration limit) {
        locked(
                "a shell on the console",
                deadline(limit),
                deadline -> {
                    shell.connect(deadline);
                    return true;
                });
    }

    private static long deadline(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }

    private static long prompt() {
        return deadline(TimeoutScale.scaled(PROMPT));
    }

    /** Something that is done with the shell, by one thread at a time. */
    private interface Work<T> {
        T run(long deadline) throws TimeoutException, InterruptedException;
    }

    private <T> T locked(String awaited, long deadline, Work<T> work) {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(Race.left(deadline).toNanos(), TimeUnit.NANOSECONDS);
            if (!mine) {
                throw new TimeoutException(
                        "another command has the console: it runs one at a time");
            }
            return work.run(deadline);
        } catch (TimeoutException e) {
            throw watch.broken(awaited, e);
        } catch (InterruptedException e) {
            throw Race.interrupted(awaited, e);
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
     * Start a script with all its input; what {@link Execution#stdin} returns refuses more. Waits
     * for the command that runs, at most a minute.
     */
    @Override
    public Execution start(String script, byte[] input) {
        ConsoleCommand command = new ConsoleCommand(shell, watch, closed);
        Thread thread = new Thread(() -> run(command, script, input), name);
        thread.setDaemon(true);
        thread.start();
        try {
            boolean unused =
                    Race.await(
                            command.started(), watch, TimeoutScale.scaled(PROMPT).multipliedBy(2));
        } catch (TimeoutException e) {
            throw watch.broken("a command to start", e);
        } catch (InterruptedException e) {
            throw Race.interrupted("a command to start", e);
        }
        return command.execution();
    }

    private void run(ConsoleCommand command, String script, byte[] input) {
        try {
            boolean unused =
                    locked(
                            "a command's turn",
                            prompt(),
                            deadline -> {
                                command.run(script, input);
                                return true;
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
                        .formatted(quoted(path), quoted(path + ".part"), mode);
        CommandOutput output = run(script, bytes, "'%s' to be written".formatted(path), limit);
        fail(path, output);
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        String script =
                "m=$(stat -L -c %%a %1$s) && cat %1$s && echo $m >&2".formatted(quoted(path));
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
                    .collect(Integer.MAX_VALUE, Race.left(deadline))
                    .orElseThrow(
                            () -> {
                                execution.close();
                                return watch.broken(
                                        awaited, new TimeoutException("not within " + limit));
                            });
        } catch (InterruptedException e) {
            throw Race.interrupted(awaited, e);
        } catch (IOException e) {
            throw watch.broken(awaited, e);
        }
    }

    private static String quoted(String path) {
        return "'" + path.replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        closed.complete(null);
        shell.close();
    }
}
