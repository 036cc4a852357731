package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.internal.channel.BufferedExecution;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.guest.internal.qga.QgaCommands;
import org.qemu.functional.guest.internal.qga.QgaFile;
import org.qemu.functional.guest.internal.qga.QgaLink;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A channel to a guest of an ordinary distribution: QEMU's guest agent, {@code qemu-ga}.
 *
 * <p>It supports less than the harness's own agent. A command's input is fixed at its start: see
 * {@link #start(String, byte[])}. Its output arrives when it has ended, at most 16 MiB of each
 * stream; it has ended when its background processes have closed their output too. Its end is
 * detected by polling, up to {@link #SLOWEST_POLL} late.
 */
public final class QgaChannel implements GuestChannel {
    /** The name of the virtio-serial port on which agents listen by default. */
    public static final String PORT = "org.qemu.guest_agent.0";

    /**
     * The maximum interval between two polls of a command; the first is 2 ms, then it is doubled.
     */
    public static final Duration SLOWEST_POLL = Duration.ofMillis(250);

    /** The time limit for operations that the agent performs at once. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /**
     * The longest script that is sent directly; a longer one is sent as a file, because an argument
     * has at most 128 KiB, see execve(2).
     */
    private static final int LONGEST_SCRIPT = 32 << 10;

    /** Makes the command a process group leader, so that a signal reaches its children. */
    private static final String LEADER =
            """
            cd /root 2>/dev/null || cd /
            [ -z "$(command -v setsid)" ] || exec setsid /bin/sh -c "$1"
            exec /bin/sh -c "$1"
            """;

    private final QgaLink link;
    private final QgaCommands agent;
    private final String name;

    private QgaChannel(QgaLink link, GuestWatch watch, String name) {
        this.link = link;
        this.agent = new QgaCommands(link, watch);
        this.name = name;
    }

    /**
     * Use the host's end of the agent's port.
     *
     * @param name the name of the threads that read and poll
     */
    public static QgaChannel open(SocketChannel channel, GuestWatch watch, String name) {
        try {
            return new QgaChannel(new QgaLink(channel, watch, name), watch, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void connect(Duration limit) {
        JsonNode unused = agent.request(agent.begin(), "guest-ping", Map.of(), limit);
    }

    @Override
    public void reboot(Runnable cause, Duration limit) {
        cause.run();
        link.forget("the test rebooted the guest");
        connect(limit);
    }

    @Override
    public void restart(Runnable cause, Duration limit) {
        cause.run();
        link.forget("the test put the guest into another state");
        connect(limit);
    }

    /**
     * Report that the guest closed the agent's port: the QMP event {@code VSERPORT_CHANGE} with
     * {@code open} false. Pending operations then end at once; otherwise they end when the agent
     * has not answered for 30 s.
     */
    public void agentLeft() {
        link.forget("the guest agent ended, or the guest reboots");
    }

    /** Start a script with an empty input: see {@link #start(String, byte[])}. */
    @Override
    public Execution start(String script) {
        return start(script, new byte[0]);
    }

    /**
     * Start a script with its complete input; the stream of {@link Execution#stdin} accepts no
     * more.
     *
     * @throws AssertionError if the agent cannot start it; the message has the agent's reason
     */
    @Override
    public Execution start(String script, byte[] input) {
        Cancellation operation = agent.begin();
        String text = script;
        if (script.getBytes(UTF_8).length > LONGEST_SCRIPT) {
            text = ". " + putScript(operation, script);
        }
        long pid = agent.exec(operation, List.of("-c", LEADER, "sh", text), input);
        BufferedExecution execution =
                new BufferedExecution(
                        operation,
                        "the guest agent takes a command's input only at its start: call start(script, input), or put() a file and read that",
                        signal -> agent.signal(operation, pid, signal));
        Thread thread = new Thread(() -> follow(operation, pid, execution), name + "-" + pid);
        thread.setDaemon(true);
        thread.start();
        return execution;
    }

    private String putScript(Cancellation operation, String script) {
        String path = temporary("/tmp/.guest-script");
        try {
            InputStream content = new ByteArrayInputStream(script.getBytes(UTF_8));
            put(operation, content, path, 0600, TimeoutScale.scaled(PROMPT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private static String temporary(String path) {
        return path + "." + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    private void follow(Cancellation operation, long pid, BufferedExecution execution) {
        try {
            execution.end().complete(agent.awaitEnd(operation, pid, Long.MAX_VALUE));
        } catch (AssertionError | TimeoutException e) {
            execution.end().completeExceptionally(e);
        }
    }

    private CommandOutput runForFile(
            Cancellation operation, String path, String script, String... arguments) {
        CommandOutput output = agent.run(operation, script, arguments);
        if (!output.status().isSuccess()) {
            throw QgaFile.error(path, new String(output.stderr(), UTF_8).strip());
        }
        return output;
    }

    @Override
    public void put(InputStream content, String path, int mode, Duration limit) throws IOException {
        put(agent.begin(), content, path, mode, limit);
    }

    private void put(
            Cancellation operation, InputStream content, String path, int mode, Duration limit)
            throws IOException {
        String part = temporary(path);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            try (QgaFile file = new QgaFile(agent, operation, part, "w", deadline)) {
                file.writeAll(content);
            }
            CommandOutput unused =
                    runForFile(
                            operation,
                            path,
                            "[ ! -d \"$2\" ] || { echo it is a folder >&2; exit 1; }; chmod $3 \"$1\" && mv -f \"$1\" \"$2\"",
                            part,
                            path,
                            Integer.toOctalString(mode));
        } catch (IOException | RuntimeException | Error e) {
            remove(operation, part, e);
            if (e instanceof GuestFileException) {
                throw new GuestFileException(String.valueOf(e.getMessage()).replace(part, path));
            }
            throw e;
        }
    }

    /** Delete an incomplete file if the agent is still available. */
    private void remove(Cancellation operation, String part, Throwable why) {
        if (operation.isEnded()) {
            return;
        }
        try {
            long unused =
                    agent.exec(operation, List.of("-c", "rm -f \"$1\"", "sh", part), new byte[0]);
        } catch (AssertionError e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        Cancellation operation = agent.begin();
        long deadline = System.nanoTime() + limit.toNanos();
        CommandOutput mode = runForFile(operation, path, "stat -L -c %a \"$1\"", path);
        try (QgaFile file = new QgaFile(agent, operation, path, "r", deadline)) {
            file.readAll(content);
        }
        return Integer.parseInt(new String(mode.stdout(), UTF_8).strip(), 8);
    }

    @Override
    public void close() {
        link.close();
    }
}
