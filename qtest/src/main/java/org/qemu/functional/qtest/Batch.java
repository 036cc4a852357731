package org.qemu.functional.qtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.qemu.functional.qtest.internal.BadReplyException;
import org.qemu.functional.qtest.internal.CommandBuffer;
import org.qemu.functional.qtest.internal.QTestConnection;
import org.qemu.functional.qtest.internal.ReplyLine;
import org.qemu.functional.qtest.internal.ReplyReader;
import org.qemu.functional.qtest.internal.RequestPipeline;

/**
 * Commands that are sent to QEMU together and executed in order. The values are available when
 * {@link #run} has returned.
 *
 * <pre>{@code
 * Batch batch = qtest.batch();
 * batch.writel(base + 8, 1);
 * LongSupplier status = batch.readl(base + 12);
 * batch.run();
 * assertEquals(1, status.getAsLong());
 * }</pre>
 */
public final class Batch {
    /** The size of commands in bytes beyond which some are sent at once, to bound memory. */
    static final int SENT_AT_ONCE = 1 << 20;

    private final QTestConnection link;
    private final CommandBuffer commands = new CommandBuffer();
    private final List<QTestConnection.ReplyHandler> handlers = new ArrayList<>();
    private int[] ends = new int[16];

    Batch(QTestConnection link) {
        this.link = link;
    }

    /** Read from a port, 0 to {@link QTest#MAX_PORT}. */
    public LongSupplier in(Width width, int port) {
        PortIo.check(width, port);
        commands.begin("in", width).hex(port);
        return value();
    }

    /** Write to a port, 0 to {@link QTest#MAX_PORT}. */
    public Batch out(Width width, int port, long value) {
        PortIo.check(width, port);
        commands.begin("out", width).hex(port).hex(value & width.mask());
        return done();
    }

    /** Read memory. */
    public LongSupplier read(Width width, long address) {
        commands.begin("read", width).hex(address);
        return value();
    }

    /** Write memory. */
    public Batch write(Width width, long address, long value) {
        commands.begin("write", width).hex(address).hex(value & width.mask());
        return done();
    }

    /** Read 8 bits from a port. */
    public LongSupplier inb(int port) {
        return in(Width.B, port);
    }

    /** Write 8 bits to a port. */
    public Batch outb(int port, long value) {
        return out(Width.B, port, value);
    }

    /** Read 32 bits of memory. */
    public LongSupplier readl(long address) {
        return read(Width.L, address);
    }

    /** Write 32 bits of memory. */
    public Batch writel(long address, long value) {
        return write(Width.L, address, value);
    }

    /**
     * Send the collected commands and wait for all replies; the batch is then empty.
     *
     * @throws QTestCommandError for the first refused command; those after it were executed
     *     nevertheless
     * @throws QTestProtocolException if a reply is not a number where one is expected; the commands
     *     were executed likewise
     */
    public void run() {
        if (!handlers.isEmpty()) {
            try {
                new RequestPipeline(link, commands, handlers, ends).run();
            } finally {
                commands.clear();
                handlers.clear();
            }
        }
    }

    private LongSupplier value() {
        Value value = new Value();
        end(value);
        return value;
    }

    private Batch done() {
        end(line -> {});
        return this;
    }

    CommandBuffer commands() {
        return commands;
    }

    /** End the command in the buffer and register the handler of its reply. */
    void end(QTestConnection.ReplyHandler handler) {
        commands.end();
        if (handlers.size() == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[handlers.size()] = commands.length();
        handlers.add(handler);
        if (commands.length() >= SENT_AT_ONCE) {
            run();
        }
    }

    /** A value that is available once its reply has arrived. */
    private static final class Value implements LongSupplier, QTestConnection.ReplyHandler {
        private long value;
        private boolean there;

        @Override
        public void take(ReplyLine line) throws BadReplyException {
            value = ReplyReader.number(line);
            there = true;
        }

        @Override
        public long getAsLong() {
            if (!there) {
                throw new IllegalStateException(
                        "the value is available only after run(), and only if its command was not refused");
            }
            return value;
        }
    }
}
