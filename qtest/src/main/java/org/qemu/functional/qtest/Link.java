package org.qemu.functional.qtest;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.budget.TimeoutScale;

/** Commands out, replies in, interrupts between: QEMU's side of a qtest connection. */
final class Link implements AutoCloseable {
    /** How long QEMU may be silent when it owes a reply. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int QUOTED = 200;

    /** Makes an error of a connection that is gone, with what the test waited for. */
    interface Obituary {
        AssertionError of(String awaited, IOException cause);
    }

    /** Takes the reply to a command; the line is good for the call only. */
    interface ReplyHandler {
        void take(ReplyLine line);
    }

    private final Wire wire;
    private final CommandLog log;
    private final Obituary obituary;
    private final Duration limit = TimeoutScale.scaled(TIMEOUT);
    private final Interrupts interrupts = new Interrupts();
    private final CommandBuffer single = new CommandBuffer();
    private @Nullable String broken;

    Link(Wire wire, CommandLog log, Obituary obituary) {
        this.wire = wire;
        this.log = log;
        this.obituary = obituary;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    /** The buffer for a single command, empty. */
    CommandBuffer single() {
        single.clear();
        return single;
    }

    /**
     * Send the single command and return what follows {@code OK}, as a number; 0 if nothing does.
     */
    long number() {
        return Replies.number(exchange(), single);
    }

    /** Send the single command and return what follows {@code OK}, less the space before. */
    String text() {
        return Replies.text(exchange());
    }

    /** Send the single command and return the reply, whatever it is. */
    String raw() {
        return reply().toString();
    }

    private ReplyLine exchange() {
        ReplyLine line = reply();
        if (!Replies.isOk(line)) {
            throw new QTestCommandError(quote(single.lastLine()), line.toString());
        }
        return line;
    }

    private ReplyLine reply() {
        ensureInStep();
        try {
            wire.write(single.toSend(), limit);
            log.sent(single.bytes(), single.length());
            return readReply();
        } catch (IOException | TimeoutException e) {
            throw lost(e, "the reply to qtest command '%s'".formatted(quote(single.lastLine())));
        }
    }

    /**
     * Send many commands at once, and hand out their replies in order. A refused one does not keep
     * the others from being executed.
     *
     * @throws QTestCommandError the first refusal, after the last reply
     */
    void exchange(CommandBuffer commands, List<ReplyHandler> handlers, int[] ends) {
        ensureInStep();
        @Nullable QTestCommandError refused = null;
        int next = 0;
        try {
            wire.write(commands.toSend(), limit);
            log.sent(commands.bytes(), commands.length());
            for (; next < handlers.size(); next++) {
                ReplyLine line = readReply();
                if (Replies.isOk(line)) {
                    handlers.get(next).take(line);
                } else if (refused == null) {
                    refused = new QTestCommandError(command(commands, ends, next), line.toString());
                }
            }
        } catch (IOException | TimeoutException e) {
            throw lost(
                    e,
                    "the reply to qtest command '%s', number %d of %d sent at once"
                            .formatted(command(commands, ends, next), next + 1, handlers.size()));
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static String command(CommandBuffer commands, int[] ends, int index) {
        int from = index == 0 ? 0 : ends[index - 1];
        return quote(commands.text(from, ends[index] - 1));
    }

    private ReplyLine readReply() throws IOException, TimeoutException {
        while (true) {
            ReplyLine line = wire.readLine(limit);
            log.came(line);
            if (!Replies.isInterrupt(line)) {
                if (!Replies.isReply(line)) {
                    throw outOfStep(
                            "'%s' is no reply of the qtest protocol; OK, FAIL and ERR begin one"
                                    .formatted(quote(line.toString())));
                }
                return line;
            }
            takeInterrupt(line);
        }
    }

    /** Take in the interrupts that came since the last reply. */
    void takeInterrupts() {
        ensureInStep();
        try {
            while (wire.hasLine()) {
                ReplyLine line = wire.readLine(limit);
                log.came(line);
                if (!Replies.isInterrupt(line)) {
                    throw outOfStep(
                            "'%s' came, and no command was sent".formatted(quote(line.toString())));
                }
                takeInterrupt(line);
            }
        } catch (IOException | TimeoutException e) {
            throw lost(e, "interrupts");
        }
    }

    /** Wait for more interrupts; false if none comes in time. */
    boolean awaitInterrupts(Duration time, String awaited) {
        long before = interrupts.changes();
        long deadline = System.nanoTime() + time.toNanos();
        try {
            takeInterrupts();
            while (interrupts.changes() == before) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isNegative() || !wire.awaitBytes(left)) {
                    return false;
                }
                takeInterrupts();
            }
            return true;
        } catch (IOException e) {
            throw lost(e, awaited);
        }
    }

    private void takeInterrupt(ReplyLine line) {
        try {
            interrupts.take(line.toString());
        } catch (QTestProtocolException e) {
            broken = e.getMessage();
            throw e;
        }
    }

    private QTestProtocolException outOfStep(String why) {
        broken = why;
        return new QTestProtocolException(why);
    }

    private void ensureInStep() {
        if (broken != null) {
            throw new QTestProtocolException(
                    "the qtest connection cannot be used any more: " + broken);
        }
    }

    private Error lost(Exception e, String awaited) {
        log.flush();
        if (e instanceof ClosedByInterruptException) {
            broken = "the test was interrupted";
            return new AssertionError("interrupted while waiting for " + awaited, e);
        }
        if (e instanceof IOException gone) {
            broken = e.toString();
            String torn = wire.torn();
            return obituary.of(
                    torn.isEmpty()
                            ? awaited
                            : "%s, of which came only '%s'".formatted(awaited, quote(torn)),
                    gone);
        }
        broken = "a reply is missing";
        return new AssertionError(
                "%s did not come: QEMU was silent for %.1f s%s"
                        .formatted(
                                awaited,
                                limit.toMillis() / 1e3,
                                wire.torn().isEmpty() ? "" : " after '" + quote(wire.torn()) + "'"),
                e);
    }

    static String quote(String text) {
        return text.length() <= QUOTED
                ? text
                : "%s... (%d characters)".formatted(text.substring(0, QUOTED), text.length());
    }

    @Override
    public void close() throws IOException {
        log.close();
        wire.close();
    }
}
