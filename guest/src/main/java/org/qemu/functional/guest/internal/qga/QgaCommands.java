package org.qemu.functional.guest.internal.qga;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.guest.channel.QgaChannel;
import org.qemu.functional.guest.internal.channel.BufferedExecution;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.settings.TimeoutScale;

/** Control commands of QEMU's guest agent: start and poll them, and send signals. */
public final class QgaCommands {
    private static final Duration FASTEST_POLL = Duration.ofMillis(2);

    /** The time limit for operations that the agent performs at once. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /**
     * The number of bytes that the agent keeps of a stream: GUEST_EXEC_MAX_OUTPUT of its
     * commands.c.
     */
    private static final long KEPT_OUTPUT = 16L << 20;

    private static final List<String> ENVIRONMENT =
            List.of(
                    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                    "HOME=/root",
                    "USER=root",
                    "LOGNAME=root",
                    "SHELL=/bin/sh");

    private final QgaLink link;
    private final GuestWatch watch;

    public QgaCommands(QgaLink link, GuestWatch watch) {
        this.link = link;
        this.watch = watch;
    }

    GuestWatch watch() {
        return watch;
    }

    /** Start an operation, to which all following requests for it belong. */
    public Cancellation begin() {
        return link.begin();
    }

    /** Send a request that the agent answers quickly, with a time limit. */
    JsonNode ask(Cancellation operation, String command, Map<String, ?> arguments, Duration limit)
            throws QgaLink.RefusedException {
        return link.request(operation, command, arguments, limit);
    }

    JsonNode promptly(Cancellation operation, String command, Map<String, ?> arguments)
            throws QgaLink.RefusedException {
        return link.request(operation, command, arguments, TimeoutScale.scaled(PROMPT));
    }

    /** Send a request that the agent refuses only if it is configured to. */
    public JsonNode request(
            Cancellation operation, String command, Map<String, ?> arguments, Duration limit) {
        try {
            return ask(operation, command, arguments, limit);
        } catch (QgaLink.RefusedException e) {
            throw new AssertionError(
                    "the guest agent refuses '%s': %s".formatted(command, e.getMessage()), e);
        }
    }

    /** Start a shell and return its process ID. */
    public long exec(Cancellation operation, List<String> arguments, byte[] input) {
        Map<String, Object> exec = new LinkedHashMap<>();
        exec.put("path", "/bin/sh");
        exec.put("arg", arguments);
        exec.put("env", ENVIRONMENT);
        exec.put("input-data", Base64.getEncoder().encodeToString(input));
        exec.put("capture-output", true);
        return request(operation, "guest-exec", exec, TimeoutScale.scaled(PROMPT))
                .path("pid")
                .asLong();
    }

    /**
     * Poll a command until it has ended.
     *
     * @param deadline of {@link System#nanoTime()}; {@link Long#MAX_VALUE} for none
     */
    public BufferedExecution.End awaitEnd(Cancellation operation, long pid, long deadline)
            throws TimeoutException {
        Duration pause = FASTEST_POLL;
        while (true) {
            JsonNode status = status(operation, pid);
            if (status.path("exited").asBoolean()) {
                return end(status);
            }
            if (deadline != Long.MAX_VALUE && Cancellation.left(deadline).isZero()) {
                throw new TimeoutException();
            }
            pause(operation, pause);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(QgaChannel.SLOWEST_POLL) < 0 ? twice : QgaChannel.SLOWEST_POLL;
        }
    }

    private JsonNode status(Cancellation operation, long pid) {
        try {
            return promptly(operation, "guest-exec-status", Map.of("pid", pid));
        } catch (QgaLink.RefusedException e) {
            watch.catchUp();
            operation.check();
            throw new AssertionError(
                    "the guest agent does not know the command any more: the agent was restarted, as after a reboot ('%s')"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Sleep, unless the operation must end meanwhile. */
    private static void pause(Cancellation operation, Duration time) {
        String awaited = "a command's end";
        try {
            Object unused = operation.await(new CompletableFuture<>(), awaited, time);
        } catch (TimeoutException e) {
            // The normal case.
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        }
    }

    private static BufferedExecution.End end(JsonNode status) {
        GuestExitStatus how =
                status.has("signal")
                        ? GuestExitStatus.ofSignal(status.path("signal").asInt())
                        : GuestExitStatus.of(status.path("exitcode").asInt());
        boolean cut =
                status.path("out-truncated").asBoolean()
                        || status.path("err-truncated").asBoolean();
        return new BufferedExecution.End(
                new CommandOutput(how, bytes(status, "out-data"), bytes(status, "err-data")),
                cut ? KEPT_OUTPUT : -1);
    }

    private static byte[] bytes(JsonNode node, String key) {
        return Base64.getDecoder().decode(node.path(key).asText(""));
    }

    /** Send a signal to a command and its children. */
    public void signal(Cancellation operation, long pid, int signal) {
        long unused =
                exec(
                        operation,
                        List.of(
                                "-c",
                                "kill -$1 -$2 2>/dev/null || kill -$1 $2 2>/dev/null",
                                "sh",
                                Integer.toString(signal),
                                Long.toString(pid)),
                        new byte[0]);
    }

    /** Run a script that ends quickly. */
    public CommandOutput run(Cancellation operation, String script, String... arguments) {
        List<String> all =
                Stream.concat(Stream.of("-c", script, "sh"), Stream.of(arguments)).toList();
        long limit = System.nanoTime() + TimeoutScale.scaled(PROMPT).toNanos();
        try {
            long pid = exec(operation, all, new byte[0]);
            return awaitEnd(operation, pid, limit).output();
        } catch (TimeoutException e) {
            throw watch.broken("'%s' in the guest".formatted(script), e);
        }
    }
}
