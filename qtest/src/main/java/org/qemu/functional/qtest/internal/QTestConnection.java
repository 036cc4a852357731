package org.qemu.functional.qtest.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.Interrupts;
import org.qemu.functional.qtest.QTestCommandError;
import org.qemu.functional.qtest.QTestProtocolException;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.units.Seconds;

/**
 * A qtest connection to QEMU: send commands, receive replies, and process the interrupts between
 * them.
 */
public final class QTestConnection implements AutoCloseable {
    /** How long QEMU may be silent while a reply is outstanding. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int QUOTED = 200;

    /** Creates the error for a lost connection, given what the test waited for. */
    public interface Obituary {
        AssertionError of(String awaited, IOException cause);
    }

    /** Receives the reply to a command; the line is valid only during the call. */
    public interface ReplyHandler {
        void take(ReplyLine line) throws BadReplyException;
    }

    private final QTestTransport wire;
    private final CommandLog log;
    private final Obituary obituary;
    private final Duration limit;
    private final Interrupts interrupts = new Interrupts();
    private final CommandBuffer single = new CommandBuffer();
    private final TestTrace trace = TestTrace.current();
    private final long startNanos = System.nanoTime();
    private long replies;
    private boolean owed;
    private boolean closed;
    private volatile @Nullable String broken;

    /**
     * Use a connection.
     *
     * @param limit the maximum time without data from QEMU
     */
    public QTestConnection(QTestTransport wire, CommandLog log, Obituary obituary, Duration limit) {
        this.wire = wire;
        this.log = log;
        this.obituary = obituary;
        this.limit = limit;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    /** Return the buffer for a single command, empty. */
    public CommandBuffer single() {
        single.clear();
        return single;
    }

    /** Send the single command and return the number after {@code OK}; 0 if there is none. */
    public long number() {
        ReplyLine line = exchange();
        try {
            return ReplyReader.number(line);
        } catch (BadReplyException e) {
            throw bad(e, single.lastLine(), line);
        }
    }

    /** Send the single command and return the text after {@code OK}, without the leading space. */
    public String text() {
        return ReplyReader.text(exchange());
    }

    /** Send the single command and return the reply unchanged. */
    public String raw() {
        return reply().toString();
    }

    private ReplyLine exchange() {
        ReplyLine line = reply();
        if (!ReplyReader.isOk(line)) {
            throw new QTestCommandError(single.lastLine(), line.toString());
        }
        return line;
    }

    private ReplyLine reply() {
        try {
            ensureReady();
            send(single);
            ReplyLine line = readReply();
            ended();
            return line;
        } catch (IOException | TimeoutException e) {
            throw lost(e, replyTo(single.lastLine(), ""));
        }
    }

    /** Describe the expected reply. */
    String replyTo(String command, String where) {
        return "the reply to qtest command '%s'%s%s"
                .formatted(quote(command), where, owed ? "" : ", which was not even sent");
    }

    /** Send commands; their replies are outstanding until {@link #ended}. */
    void send(CommandBuffer commands) throws IOException, TimeoutException {
        owed = true;
        try {
            wire.write(commands.toSend(), limit);
        } finally {
            // Log after the write, while QEMU works; log in any case, since the command may have
            // killed QEMU.
            log.sent(commands.bytes(), commands.length());
        }
    }

    /** Record that the last reply has arrived. */
    void ended() {
        owed = false;
    }

    boolean hasLine() throws IOException {
        return wire.hasLine();
    }

    /** Read the next reply, and process the interrupts before it. */
    ReplyLine readReply() throws IOException, TimeoutException {
        while (true) {
            ReplyLine line = wire.readLine(limit);
            log.came(line);
            if (!ReplyReader.isInterrupt(line)) {
                if (!ReplyReader.isReply(line)) {
                    throw outOfStep(
                            "'%s' is not a reply of the qtest protocol; replies begin with OK, FAIL or ERR"
                                    .formatted(quote(line.toString())));
                }
                replies++;
                return line;
            }
            takeInterrupt(line);
        }
    }

    /**
     * Check that there is no unexpected data before a command is sent: it could not be the reply.
     */
    void ensureReady() throws IOException, TimeoutException {
        ensureInStep();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        takeInterrupts();
    }

    /** Process the interrupts that arrived since the last reply. */
    private void takeInterrupts() throws IOException, TimeoutException {
        while (wire.hasLine()) {
            ReplyLine line = wire.readLine(limit);
            log.came(line);
            if (!ReplyReader.isInterrupt(line)) {
                throw outOfStep(
                        "received '%s' although no command was sent"
                                .formatted(quote(line.toString())));
            }
            takeInterrupt(line);
        }
    }

    /**
     * Wait for more interrupts; return false if none arrives in time.
     *
     * @param awaited a description for the error message if QEMU exits meanwhile
     */
    public boolean awaitInterrupts(Duration time, String awaited) {
        long before = interrupts.changes();
        long deadline = System.nanoTime() + time.toNanos();
        try {
            ensureReady();
            while (interrupts.changes() == before) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isNegative() || !wire.awaitBytes(left)) {
                    return false;
                }
                takeInterrupts();
            }
            return true;
        } catch (IOException | TimeoutException e) {
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

    static QTestProtocolException bad(BadReplyException why, String command, ReplyLine line) {
        return new QTestProtocolException(
                "the reply to qtest command '%s' should %s: '%s'"
                        .formatted(quote(command), why.getMessage(), quote(line.toString())),
                why);
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

    /** Create the error for a lost connection or a failed wait. */
    Error lost(Exception e, String awaited) {
        log.flush();
        if (e instanceof InterruptedIOException) {
            if (owed) {
                broken = "the test was interrupted while waiting for " + awaited;
            }
            return new AssertionError("interrupted while waiting for " + awaited, e);
        }
        String partial = quote(wire.partial());
        if (e instanceof IOException gone) {
            broken = "it was lost while the test waited for " + awaited;
            return obituary.of(
                    partial.isEmpty()
                            ? awaited
                            : "%s, of which came only '%s'".formatted(awaited, partial),
                    gone);
        }
        broken = awaited + " did not come";
        return new AssertionError(
                "%s did not come: QEMU was silent for %s%s"
                        .formatted(
                                awaited,
                                Seconds.format(limit),
                                partial.isEmpty() ? "" : " after '" + partial + "'"),
                e);
    }

    public static String quote(String text) {
        return text.length() <= QUOTED
                ? text
                : "%s... (%d characters)".formatted(text.substring(0, QUOTED), text.length());
    }

    /** Add the session to the trace of the test; each access would be a million lines. */
    private void summarize() {
        if (trace.isOn()) {
            trace.instant(
                    trace.entry("qtest", replies + " qtest commands")
                            .put("commands", replies)
                            .put("interrupts", interrupts.changes())
                            .seconds("seconds", System.nanoTime() - startNanos)
                            .put("message", broken));
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            summarize();
        }
        if (broken == null) {
            broken = "it was closed";
        }
        log.close();
        wire.close();
    }
}
