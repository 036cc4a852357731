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
 * Send commands to QEMU and receive its replies and events. Thread-safe.
 *
 * <p>Every command carries an id by which its reply is found, whatever arrives in between. Every
 * wait has a deadline and ends at once when the connection ends.
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
     * Negotiate a new connection: read the greeting and execute {@code qmp_capabilities}.
     *
     * @param in QEMU's output; closed with the client
     * @param out QEMU's input; may be the same channel
     * @param threads creates the single thread that reads
     * @param timeout the time limit for the greeting, and again for the reply
     * @throws QmpException if either does not arrive
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
     * Negotiate a new connection: read the greeting and execute {@code qmp_capabilities}, enabling
     * out-of-band execution if QEMU offers it.
     *
     * @param recorder the log of all messages; closed with the client
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
     * @throws IOException if no monitor listens there
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
     * Wait for a QEMU to connect to a server, and negotiate: see {@link #negotiate}. The server
     * stays open.
     *
     * @param server a channel in blocking mode
     */
    public static QmpClient accept(ServerSocketChannel server, Duration timeout)
            throws IOException, InterruptedException {
        SocketChannel channel = server.accept();
        return negotiate(channel, channel, QmpClient::reader, timeout);
    }

    /**
     * Use a connection without a greeting and negotiation, such as that of QEMU's guest agent.
     *
     * @param in the other side's output; closed with the client
     * @param out the other side's input; may be the same channel
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

    /** Return whether the connection is open. */
    public boolean isConnected() {
        return !dispatcher.isEnded();
    }

    /** Return QEMU's greeting: its version and the capabilities that it offers. */
    public JsonNode greeting() {
        return dispatcher.greeting().join().path("QMP");
    }

    /**
     * Execute a command and return the raw reply, with {@code return} or {@code error}.
     *
     * @param arguments values that Jackson can convert to JSON; omitted if empty
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode execute(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        return requests.execute("execute", command, arguments, timeout);
    }

    /**
     * Execute a command out of band, ahead of queued commands, and return the raw reply. QEMU
     * allows this for few commands, among them {@code migrate-pause} and {@code x-oob-test}.
     *
     * @throws IllegalStateException if QEMU does not offer it on this monitor
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode executeOutOfBand(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        if (!outOfBand) {
            throw new IllegalStateException(
                    "cannot execute QMP command '%s' out of band: QEMU does not offer this on this monitor"
                            .formatted(command));
        }
        return requests.execute("exec-oob", command, arguments, timeout);
    }

    /**
     * Send a message unchanged and return the reply with the same id.
     *
     * @param message a message whose id, a string or a number, no other pending message has
     * @throws IllegalArgumentException if it has no id
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode executeRaw(JsonNode message, Duration timeout) throws InterruptedException {
        return requests.raw(message, timeout);
    }

    /**
     * Execute a command and return its value.
     *
     * @throws QmpCommandException if QEMU refuses it
     * @throws QmpTimeoutException if there is no reply in time
     * @throws QmpClosedException if the connection ends before the reply
     */
    public JsonNode command(String command, Map<String, ?> arguments, Duration timeout)
            throws InterruptedException {
        return requests.command(command, arguments, timeout);
    }

    /** Return the received events that no wait has taken, the oldest first. */
    public List<JsonNode> events() {
        return dispatcher.events().pending();
    }

    /**
     * Take the oldest event that matches, waiting for it if necessary; keep all others.
     *
     * @param name the event's name
     * @throws QmpTimeoutException if it does not arrive in time; the message lists the events that
     *     did
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
     * Take the oldest of several events, waiting for it if necessary; keep all others.
     *
     * @param wanted the names of acceptable events, and a condition for each
     * @throws QmpTimeoutException if none arrives in time; the message lists the events that did
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
     * Subscribe to events from now on, independently of {@link #events()}.
     *
     * @param names the names of events; none for all
     * @param filter the condition that events must meet
     */
    public QmpSubscription subscribe(Set<String> names, Predicate<JsonNode> filter) {
        return dispatcher.subscribe(names, filter);
    }

    /** Remove the received events that no wait has taken, and return them. */
    public List<JsonNode> clearEvents() {
        return dispatcher.events().clear();
    }

    /** Return the last messages of both sides, in the format of {@link QmpLog}. */
    public List<String> lastExchange() {
        return recorder.lastLines();
    }

    /**
     * Send a file descriptor for the command that follows.
     *
     * @throws IllegalStateException if this kind of connection cannot carry file descriptors
     * @throws QmpClosedException if the connection has ended
     */
    public void send(FileDescriptor descriptor) {
        try {
            wire.send(descriptor).join();
        } catch (CompletionException e) {
            throw QmpRequests.closed(e.getCause());
        }
    }

    /** Close the connection; pending waits end with {@link QmpClosedException}. */
    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("cannot close the QMP connection: {}", e.getMessage());
        }
    }
}
