package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.qemu.functional.logging.Log;

/**
 * Send commands to QEMU and receive its replies and events, on any number of threads at once.
 *
 * <p>Every command carries an id, so replies find their command whatever comes in between; every
 * wait has a deadline and ends at once when the connection does.
 */
public final class QmpClient implements AutoCloseable {
    private static final Log LOG = Log.of("qemu.qmp");

    /** The longest part of a message that goes into the log, in characters. */
    private static final int MAX_LOGGED = 4096;

    /** The longest first message that is accepted, in bytes; a greeting has some hundred. */
    private static final int MAX_GREETING = 1 << 20;

    private final QmpWire wire;
    private final QmpEvents events = new QmpEvents();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final Map<String, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final CompletableFuture<QmpClosedException> end = new CompletableFuture<>();
    private final AtomicLong lastId = new AtomicLong();
    private final List<QmpSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final QmpRecorder recorder;
    private final boolean greets;
    private volatile boolean outOfBand;

    private QmpClient(
            ReadableByteChannel in, WritableByteChannel out, QmpRecorder recorder, boolean greets) {
        this.greets = greets;
        wire = new QmpWire(in, out);
        this.recorder = recorder;
    }

    /**
     * Take a fresh connection through greeting and {@code qmp_capabilities}.
     *
     * @param in what QEMU says; closed with the client
     * @param out what QEMU hears; may be the same channel
     * @param threads makes the one thread that reads
     * @param timeout for the greeting and again for the reply
     * @throws QmpException if either does not come
     */
    public static QmpClient negotiate(
            ReadableByteChannel in,
            WritableByteChannel out,
            ThreadFactory threads,
            Duration timeout)
            throws InterruptedException {
        return negotiate(in, out, threads, timeout, QmpRecorder.toNowhere());
    }

    /**
     * Take a fresh connection through greeting and {@code qmp_capabilities}, with out-of-band
     * execution if it is offered.
     *
     * @param recorder is told all that is said; closed with the client
     */
    public static QmpClient negotiate(
            ReadableByteChannel in,
            WritableByteChannel out,
            ThreadFactory threads,
            Duration timeout,
            QmpRecorder recorder)
            throws InterruptedException {
        QmpClient client = new QmpClient(in, out, recorder, true);
        threads.newThread(client::receive).start();
        try {
            JsonNode greeting = client.await(client.greeting, "QMP greeting", timeout);
            boolean oob = offers(greeting, "oob");
            client.command(
                    "qmp_capabilities", oob ? Map.of("enable", List.of("oob")) : Map.of(), timeout);
            client.outOfBand = oob;
            return client;
        } catch (QmpException | InterruptedException e) {
            client.close();
            throw e;
        }
    }

    /**
     * Connect to a monitor that listens on a UNIX socket, and negotiate: see {@link #negotiate}.
     *
     * @throws IOException if nobody listens
     */
    public static QmpClient connect(Path socket, Duration timeout)
            throws IOException, InterruptedException {
        return connect(UnixDomainSocketAddress.of(socket), timeout);
    }

    /** Connect to a monitor that listens on TCP, and negotiate: see {@link #negotiate}. */
    public static QmpClient connect(InetSocketAddress address, Duration timeout)
            throws IOException, InterruptedException {
        return connect((SocketAddress) address, timeout);
    }

    private static QmpClient connect(SocketAddress address, Duration timeout)
            throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open(address);
        return negotiate(channel, channel, QmpClient::reader, timeout);
    }

    /**
     * Wait for a QEMU that is to connect to a server, and negotiate: see {@link #negotiate}. The
     * server stays open.
     *
     * @param server blocking
     */
    public static QmpClient accept(ServerSocketChannel server, Duration timeout)
            throws IOException, InterruptedException {
        SocketChannel channel = server.accept();
        return negotiate(channel, channel, QmpClient::reader, timeout);
    }

    /**
     * Talk to one that neither greets nor negotiates, such as QEMU's guest agent.
     *
     * @param in what it says; closed with the client
     * @param out what it hears; may be the same channel
     */
    public static QmpClient attach(
            ReadableByteChannel in, WritableByteChannel out, QmpRecorder recorder) {
        QmpClient client = new QmpClient(in, out, recorder, false);
        reader(client::receive).start();
        return client;
    }

    private static Thread reader(Runnable task) {
        Thread thread = new Thread(task, "qmp");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether the connection stands. */
    public boolean isConnected() {
        return !end.isDone();
    }

    private static boolean offers(JsonNode greeting, String capability) {
        for (JsonNode offered : greeting.at("/QMP/capabilities")) {
            if (offered.asText().equals(capability)) {
                return true;
            }
        }
        return false;
    }

    /** What QEMU said first: its version and the capabilities that it offers. */
    public JsonNode greeting() {
        return greeting.join().path("QMP");
    }

    /**
     * Execute a command and return the reply as it came: with {@code return} or with {@code error}.
     *
     * @param arguments values that Jackson can turn into JSON; left out if empty
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode execute(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        return execute("execute", command, arguments, timeout);
    }

    /**
     * Execute a command out of band, before those that wait their turn, and return the reply as it
     * came. QEMU allows that for few commands, {@code migrate-pause} and {@code x-oob-test} among
     * them.
     *
     * @throws IllegalStateException if QEMU does not offer it on this monitor
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode executeOutOfBand(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        if (!outOfBand) {
            throw new IllegalStateException(
                    "QMP command '%s' cannot go out of band: QEMU does not offer that here"
                            .formatted(command));
        }
        return execute("exec-oob", command, arguments, timeout);
    }

    /**
     * Send a message as it is and return the reply, which its id finds.
     *
     * @param message with an id that no other message under way has; text or a number
     * @throws IllegalArgumentException if it has no id
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode executeRaw(JsonNode message, Duration timeout) throws InterruptedException {
        String id = message.path("id").asText();
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' has no id, by which its reply is to be known"
                            .formatted(excerpt(message)));
        }
        return exchange(id, message, "'%s'".formatted(excerpt(message)), timeout);
    }

    private JsonNode execute(String key, String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        String id = "qemu-functional-" + lastId.incrementAndGet();
        ObjectNode message = Json.object().put(key, command);
        if (!arguments.isEmpty()) {
            message.set("arguments", Json.of(arguments));
        }
        message.put("id", id);
        return exchange(id, message, "QMP command '%s'".formatted(command), timeout);
    }

    private JsonNode exchange(String id, JsonNode message, String what, Duration timeout)
            throws InterruptedException {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        try {
            LOG.debug("--> {}", () -> excerpt(message));
            recorder.command(message);
            var unusedWrite =
                    wire.write(message)
                            .exceptionally(
                                    e -> {
                                        reply.completeExceptionally(closed(e));
                                        return null;
                                    });
            // The reader may have ended between the test of the last command and this one's entry.
            var unused = end.thenAccept(reply::completeExceptionally);
            return await(reply, "reply to " + what, timeout);
        } finally {
            replies.remove(id);
        }
    }

    /**
     * Execute a command and return what it returns.
     *
     * @throws QmpCommandException if QEMU refuses it
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode command(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        JsonNode reply = execute(command, arguments, timeout);
        if (reply.has("error")) {
            throw new QmpCommandException(command, reply.path("error"));
        }
        return reply.path("return");
    }

    /** Return the events that came and that no wait has taken, the oldest first. */
    public List<JsonNode> events() {
        return events.pending();
    }

    /**
     * Take the oldest event that matches, waiting for it if need be; others stay.
     *
     * @param name the event's name
     * @throws QmpTimeoutException if it does not come in time; names those that came instead
     * @throws QmpClosedException if the connection ends first
     */
    public JsonNode awaitEvent(String name, Predicate<JsonNode> match, Duration timeout)
            throws InterruptedException {
        return events.take(
                name,
                event -> event.path("event").asText().equals(name) && match.test(event),
                timeout);
    }

    /**
     * Take the oldest of several events, waiting for it if need be; others stay.
     *
     * @param wanted name and test of each that will do
     * @throws QmpTimeoutException if none comes in time; names those that came instead
     * @throws QmpClosedException if the connection ends first
     */
    public JsonNode awaitEvent(Map<String, Predicate<JsonNode>> wanted, Duration timeout)
            throws InterruptedException {
        return events.take(
                String.join("' or '", wanted.keySet()),
                event ->
                        wanted.getOrDefault(event.path("event").asText(), any -> false).test(event),
                timeout);
    }

    /**
     * Receive events from now on, apart from {@link #events()}.
     *
     * @param names of events; none for all
     * @param filter which of them
     */
    public QmpSubscription subscribe(Set<String> names, Predicate<JsonNode> filter) {
        QmpSubscription subscription =
                new QmpSubscription(Set.copyOf(names), filter, subscriptions::remove);
        subscriptions.add(subscription);
        var unused = end.thenAccept(subscription::end);
        return subscription;
    }

    /** Forget the events that came and that no wait has taken, and return them. */
    public List<JsonNode> clearEvents() {
        return events.clear();
    }

    /** The last that was said, by both sides, in the words of {@link QmpRecorder}. */
    public List<String> lastExchange() {
        return recorder.lastLines();
    }

    /**
     * Send a file descriptor, for the command that follows.
     *
     * @throws IllegalStateException if the connection is of a kind that cannot carry one
     * @throws QmpClosedException if the connection has ended
     */
    public void send(FileDescriptor descriptor) {
        try {
            wire.send(descriptor).join();
        } catch (CompletionException e) {
            throw closed(e.getCause());
        }
    }

    private static QmpClosedException closed(Throwable cause) {
        return new QmpClosedException("the QMP connection is closed", cause);
    }

    private JsonNode await(CompletableFuture<JsonNode> future, String what, Duration timeout)
            throws InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new QmpTimeoutException(
                    "no %s within %s; QEMU may be stopped or busy"
                            .formatted(what, seconds(timeout)));
        } catch (ExecutionException e) {
            String message = "no %s: %s".formatted(what, e.getCause().getMessage());
            throw e.getCause() instanceof QmpProtocolException
                    ? new QmpProtocolException(message, e.getCause())
                    : new QmpClosedException(message, e.getCause());
        }
    }

    private void receive() {
        QmpClosedException reason = new QmpClosedException("QEMU closed the QMP connection");
        try {
            int limit = LineLimit.ofProgram();
            for (JsonNode message = wire.read(greets ? Math.min(MAX_GREETING, limit) : limit);
                    message != null;
                    message = wire.read(limit)) {
                log(message);
                recorder.received(message);
                dispatch(message);
            }
        } catch (QmpProtocolException e) {
            reason = e;
        } catch (IOException e) {
            reason = new QmpClosedException("the QMP connection broke: " + e.getMessage());
        } catch (OutOfMemoryError | StackOverflowError e) {
            reason =
                    new QmpProtocolException(
                            "the monitor sent a message that the memory of this program has no"
                                    + " room for (-Xmx): "
                                    + e.getMessage(),
                            e);
        } finally {
            end(reason);
            wire.endWrites();
        }
    }

    private void end(QmpClosedException reason) {
        String words = String.valueOf(reason.getMessage());
        LOG.debug("{}", words);
        recorder.closed(words);
        recorder.close();
        greeting.completeExceptionally(reason);
        events.end(reason);
        end.complete(reason);
        replies.values().forEach(reply -> reply.completeExceptionally(reason));
    }

    private void dispatch(JsonNode message) {
        if (message.has("QMP")) {
            greeting.complete(message);
        } else if (greets && !greeting.isDone()) {
            throw new QmpProtocolException(
                    "the monitor sent what is not QMP: %s, which is no greeting"
                            .formatted(excerpt(message)));
        } else if (message.has("event")) {
            // First to who watches: whoever takes it from the queue may rely on what they have.
            subscriptions.forEach(subscription -> subscription.offer(message));
            events.add(message);
        } else {
            CompletableFuture<JsonNode> reply = replies.get(message.path("id").asText());
            if (reply == null && message.has("error") && !message.has("id")) {
                // QEMU could not read what it was sent, and so cannot say which command that was.
                QmpClosedException unread =
                        new QmpClosedException(
                                "QEMU could not read a command: "
                                        + excerpt(message.at("/error/desc")));
                replies.values().forEach(waiting -> waiting.completeExceptionally(unread));
            } else if (reply == null) {
                LOG.warn("a QMP message that answers no command: {}", excerpt(message));
            } else {
                reply.complete(message);
            }
        }
    }

    private static void log(JsonNode message) {
        LOG.debug("<-- {}", () -> excerpt(message));
    }

    /** A list of all devices fills a log that is to be read. */
    private static String excerpt(JsonNode message) {
        return Json.excerpt(message, MAX_LOGGED);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    /** Close the connection; waits under way end with {@link QmpClosedException}. */
    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("closing the QMP connection: {}", e.getMessage());
        }
    }
}
