package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
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

    private final QmpTransport wire;
    private final QmpDispatcher dispatcher;
    private final QmpLog recorder;
    private final QmpRequests requests;
    private volatile boolean outOfBand;

    private QmpClient(
            ReadableByteChannel in, WritableByteChannel out, QmpLog recorder, boolean greets) {
        this.recorder = recorder;
        wire = new QmpTransport(in, out);
        dispatcher = new QmpDispatcher(wire, recorder, greets);
        requests = new QmpRequests(wire, dispatcher, recorder);
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
        return negotiate(in, out, threads, timeout, QmpLog.toNowhere());
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
            QmpLog recorder)
            throws InterruptedException {
        QmpClient client = new QmpClient(in, out, recorder, true);
        threads.newThread(client.dispatcher::run).start();
        try {
            client.outOfBand =
                    QmpNegotiation.negotiate(client.dispatcher, client.requests, timeout);
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
            ReadableByteChannel in, WritableByteChannel out, QmpLog recorder) {
        QmpClient client = new QmpClient(in, out, recorder, false);
        reader(client.dispatcher::run).start();
        return client;
    }

    private static Thread reader(Runnable task) {
        Thread thread = new Thread(task, "qmp");
        thread.setDaemon(true);
        return thread;
    }

    /** Return whether the connection stands. */
    public boolean isConnected() {
        return !dispatcher.isEnded();
    }

    /** What QEMU said first: its version and the capabilities that it offers. */
    public JsonNode greeting() {
        return dispatcher.greeting().join().path("QMP");
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
        return requests.execute("execute", command, arguments, timeout);
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
        return requests.execute("exec-oob", command, arguments, timeout);
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
        return requests.raw(message, timeout);
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
        return requests.command(command, arguments, timeout);
    }

    /** Return the events that came and that no wait has taken, the oldest first. */
    public List<JsonNode> events() {
        return dispatcher.events().pending();
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
        return dispatcher
                .events()
                .take(
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
        return dispatcher
                .events()
                .take(
                        String.join("' or '", wanted.keySet()),
                        event ->
                                wanted.getOrDefault(event.path("event").asText(), any -> false)
                                        .test(event),
                        timeout);
    }

    /**
     * Receive events from now on, apart from {@link #events()}.
     *
     * @param names of events; none for all
     * @param filter which of them
     */
    public QmpSubscription subscribe(Set<String> names, Predicate<JsonNode> filter) {
        return dispatcher.subscribe(names, filter);
    }

    /** Forget the events that came and that no wait has taken, and return them. */
    public List<JsonNode> clearEvents() {
        return dispatcher.events().clear();
    }

    /** The last that was said, by both sides, in the words of {@link QmpLog}. */
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
            throw QmpRequests.closed(e.getCause());
        }
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
