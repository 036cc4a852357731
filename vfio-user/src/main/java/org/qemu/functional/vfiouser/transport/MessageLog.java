package org.qemu.functional.vfiouser.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The last messages of a connection, which each failure prints decoded and in hex: {@code ->} sent,
 * {@code <-} received, {@code **} something else that happened. Thread-safe.
 */
public final class MessageLog {
    /** The number of messages that are kept. */
    private static final int KEPT = 16;

    private final @Nullable Consumer<String> sink;
    private final Deque<Object> last = new ArrayDeque<>();

    private MessageLog(@Nullable Consumer<String> sink) {
        this.sink = sink;
    }

    /** Create a log that only keeps the last messages, which costs little. */
    public static MessageLog ofLastMessages() {
        return new MessageLog(null);
    }

    /**
     * Create a log that also passes on each message as it is sent or received.
     *
     * @param sink takes the text of a message, of several lines
     */
    public static MessageLog to(Consumer<String> sink) {
        return new MessageLog(sink);
    }

    void sent(ByteBuffer message, int descriptors) {
        add("->", message, descriptors);
    }

    void received(ByteBuffer header, ByteBuffer payload, int descriptors) {
        int size = header.remaining() + payload.remaining();
        ByteBuffer start = PayloadFields.allocate(Math.min(size, LoggedMessage.KEPT));
        start.put(header.duplicate());
        start.put(payload.slice(payload.position(), start.remaining())).flip();
        add(new LoggedMessage("<-", start, size, descriptors));
    }

    /** Add something that happened. */
    public void note(String text) {
        add("    ** " + text + System.lineSeparator());
    }

    private void add(String arrow, ByteBuffer message, int descriptors) {
        int size = message.remaining();
        int kept = Math.min(size, LoggedMessage.KEPT);
        ByteBuffer start = PayloadFields.allocate(kept);
        start.put(message.slice(message.position(), kept)).flip();
        add(new LoggedMessage(arrow, start, size, descriptors));
    }

    private void add(Object entry) {
        synchronized (last) {
            last.add(entry);
            if (last.size() > KEPT) {
                last.remove();
            }
        }
        if (sink != null) {
            sink.accept(format(entry));
        }
    }

    private static String format(Object entry) {
        return entry instanceof LoggedMessage message ? message.format() : entry.toString();
    }

    /** Return the last messages, decoded and in hex, the oldest first. */
    public String lastMessages() {
        StringBuilder text = new StringBuilder();
        synchronized (last) {
            last.forEach(entry -> text.append(format(entry)));
        }
        return text.toString();
    }

    /** Return a text followed by the last messages, for an exception. */
    public String explain(String text) {
        String messages = lastMessages();
        return messages.isEmpty()
                ? text + "; no message was sent or received"
                : "%s; the last messages:%n%s".formatted(text, messages.stripTrailing());
    }
}
