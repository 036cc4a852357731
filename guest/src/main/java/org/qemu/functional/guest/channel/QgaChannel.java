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
import org.qemu.functional.budget.TimeoutScale;

/**
 * The way to a guest of an ordinary distribution: by QEMU's guest agent, {@code qemu-ga}.
 *
 * <p>The agent gives less than ours. A command's input is fixed at its start: see {@link
 * #start(String, byte[])}. Its output comes when it has ended, at most 16 MiB of each stream; it
 * has ended when what it left in the background has closed its output too. Its end is seen by
 * asking, up to {@link #SLOWEST_POLL} late.
 */
public final class QgaChannel implements GuestChannel {
    /** The name of the virtio-serial port at which agents listen unless told otherwise. */
    public static final String PORT = "org.qemu.guest_agent.0";

    /** How long at most between two looks at a command; the first are 2 ms apart, then doubled. */
    public static final Duration SLOWEST_POLL = Duration.ofMillis(250);

    /** How long the agent may take for what it does at once. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /** A longer script travels as a file: an argument has at most 128 KiB, execve(2). */
    private static final int LONGEST_SCRIPT = 32 << 10;

    /** The command leads a process group, so that a signal reaches its children. */
    private static final String LEADER =
            """
            cd /root 2>/dev/null || cd /
            [ -z "$(command -v setsid)" ] || exec setsid /bin/sh -c "$1"
            exec /bin/sh -c "$1"
            """;

    private final QgaLink link;
    private final QgaCommands agent;
    private final GuestWatch watch;
    private final String name;

    private QgaChannel(QgaLink link, GuestWatch watch, String name) {
        this.link = link;
        this.agent = new QgaCommands(link, watch);
        this.watch = watch;
        this.name = name;
    }

    /**
     * Use the host's end of the agent's port.
     *
     * @param name of the threads that read and ask
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
        JsonNode unused = agent.request("guest-ping", Map.of(), limit);
    }

    /**
     * Tell that the guest closed the agent's port: the event {@code VSERPORT_CHANGE} of QMP with
     * {@code open} false. What is under way ends at once; without this, when the agent has not
     * answered for 30 s.
     */
    public void agentLeft() {
        link.left();
    }

    /** Start a script with an empty input: see {@link #start(String, byte[])}. */
    @Override
    public Execution start(String script) {
        return start(script, new byte[0]);
    }

    /**
     * Start a script with all its input; what {@link Execution#stdin} returns refuses more.
     *
     * @throws AssertionError if the agent cannot start it; the message has the agent's reason
     */
    @Override
    public Execution start(String script, byte[] input) {
        String text = script;
        if (script.getBytes(UTF_8).length > LONGEST_SCRIPT) {
            text = ". " + putScript(script);
        }
        long pid = agent.exec(List.of("-c", LEADER, "sh", text), input);
        LateExecution execution =
                new LateExecution(
                        watch,
                        "the guest agent takes a command's input only at its start: call start(script, input), or put() a file and read that",
                        signal -> agent.signal(pid, signal));
        Thread thread = new Thread(() -> follow(pid, execution), name + "-" + pid);
        thread.setDaemon(true);
        thread.start();
        return execution;
    }

    private String putScript(String script) {
        String path = temporary("/tmp/.guest-script");
        try {
            InputStream content = new ByteArrayInputStream(script.getBytes(UTF_8));
            put(content, path, 0600, TimeoutScale.scaled(PROMPT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private static String temporary(String path) {
        return path + "." + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    private void follow(long pid, LateExecution execution) {
        try {
            execution.end().complete(agent.awaitEnd(pid, Long.MAX_VALUE));
        } catch (AssertionError | TimeoutException e) {
            execution.end().completeExceptionally(e);
        }
    }

    private void runForFile(String path, String script, String... arguments) {
        CommandOutput output = agent.run(script, arguments);
        if (!output.status().isSuccess()) {
            throw QgaFile.error(path, new String(output.stderr(), UTF_8).strip());
        }
    }

    @Override
    public void put(InputStream content, String path, int mode, Duration limit) throws IOException {
        String part = temporary(path);
        boolean whole = false;
        try {
            long deadline = System.nanoTime() + limit.toNanos();
            try (QgaFile file = new QgaFile(agent, part, "w", deadline)) {
                file.writeAll(content);
            }
            runForFile(
                    path,
                    "[ ! -d \"$2\" ] || { echo it is a folder >&2; exit 1; }; chmod $3 \"$1\" && mv -f \"$1\" \"$2\"",
                    part,
                    path,
                    Integer.toOctalString(mode));
            whole = true;
        } catch (GuestFileException e) {
            throw new GuestFileException(String.valueOf(e.getMessage()).replace(part, path));
        } finally {
            if (!whole && !watch.lost().isDone()) {
                long unused = agent.exec(List.of("-c", "rm -f \"$1\"", "sh", part), new byte[0]);
            }
        }
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        CommandOutput mode = agent.run("stat -L -c %a \"$1\"", path);
        if (!mode.status().isSuccess()) {
            throw QgaFile.error(path, new String(mode.stderr(), UTF_8).strip());
        }
        try (QgaFile file = new QgaFile(agent, path, "r", deadline)) {
            file.readAll(content);
        }
        return Integer.parseInt(new String(mode.stdout(), UTF_8).strip(), 8);
    }

    @Override
    public void close() {
        agent.close();
        link.close();
    }
}
