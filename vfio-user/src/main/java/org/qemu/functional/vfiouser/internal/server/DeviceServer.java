package org.qemu.functional.vfiouser.internal.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.QuiesceHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.transport.MalformedMessageException;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/**
 * Serves one client of a device after the other, request by request.
 *
 * <p>The lock guards the client and what waits until the device is quiesced. A request is handled
 * under it, and a thread of the device takes it for a command to the client.
 */
public final class DeviceServer {
    private static final Log LOG = Log.of("vfio-user.server");
    private static final String NOT_QUIESCED = "The device has not said yet that it is quiesced";

    private final DeviceModel model;
    private final MessageLimits limits;
    private final Duration timeout;
    private final Runnable wakeUp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiesced = lock.newCondition();
    private final AwaitedReplies replies = new AwaitedReplies(lock);
    private final RequestExecutor executor = new RequestExecutor(this::lose);
    private @Nullable AttachedClient client;

    /** The socket of a negotiation; closed to end it. */
    private volatile @Nullable MessageSocket negotiating;

    private volatile boolean stopped;

    private @Nullable Requests requests;

    /** The request that waits until the device is quiesced. */
    private @Nullable Message pendingRequest;

    /** Whether the end of a connection waits for that. */
    private boolean pendingDisconnect;

    /**
     * Create a server without a client.
     *
     * @param timeout the longest wait for the rest of a message, or for a reply
     * @param wakeUp called when a request waits outside of the socket, or the client was lost
     */
    public DeviceServer(
            DeviceModel model, MessageLimits limits, Duration timeout, Runnable wakeUp) {
        this.model = model;
        this.limits = limits;
        this.timeout = timeout;
        this.wakeUp = wakeUp;
    }

    /**
     * Negotiate with a client and serve it from now on. If this fails, the socket is closed.
     *
     * @throws DeviceException EINVAL if another client is served, or the client's offer is refused
     */
    public void attach(MessageSocket socket) {
        boolean attached = false;
        try {
            negotiating = socket;
            if (stopped) {
                throw DeviceErrors.notConnected("The server is closed");
            }
            checkNoClient();
            // Not under the lock, since a client may take its time.
            AttachedClient connection = new Negotiation(model, limits).with(socket, timeout);
            try {
                attach(connection);
                attached = true;
            } finally {
                if (!attached) {
                    connection.close();
                }
            }
        } finally {
            negotiating = null;
            if (!attached) {
                socket.close();
            }
        }
    }

    private void attach(AttachedClient connection) {
        lock.lock();
        try {
            checkNoClient();
            client = connection;
            connection.answerTo(replies);
            requests = new Requests(model, connection.serverLimit(), connection.clientLimit());
            model.connect(new LockedMessages(connection, lock, wakeUp));
        } finally {
            lock.unlock();
        }
    }

    AwaitedReplies replies() {
        return replies;
    }

    private void checkNoClient() {
        if (isAttached()) {
            throw DeviceErrors.invalid("Another client is attached: detach it first");
        }
    }

    /** Return the client's descriptor to wait for, -1 if there is none. */
    public int number() {
        lock.lock();
        try {
            return client != null && client.socket().isOpen() && !client.hasWaiting()
                    ? client.socket().number()
                    : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Tell whether a client is attached. */
    public boolean isAttached() {
        lock.lock();
        try {
            return client != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Handle the next request, if one has begun to come.
     *
     * @return the number of requests that were handled, 0 or 1
     * @throws DeviceException EBUSY if a request waits for the device to be quiesced, ENOTCONN if
     *     no client is attached any more
     */
    public int runOnce() {
        lock.lock();
        try {
            if (pendingRequest != null || pendingDisconnect) {
                throw DeviceErrors.busy(NOT_QUIESCED);
            }
            AttachedClient connection = client;
            if (connection == null) {
                throw DeviceErrors.notConnected("No client is attached");
            }
            Message request = receive(connection);
            return request == null ? 0 : handle(connection, request);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Message receive(AttachedClient connection) {
        try {
            if (!connection.socket().isOpen()) {
                throw DeviceErrors.notConnected("The connection to the client is closed");
            }
            return connection.next();
        } catch (MalformedMessageException e) {
            // What follows in the stream cannot be trusted any more.
            try {
                connection.refuse(e.header(), Errno.EINVAL.number());
            } catch (VfioUserException closed) {
                e.addSuppressed(closed);
            }
            lose(e.getMessage());
            return null;
        } catch (VfioUserException e) {
            lose(e.getMessage());
            if (pendingDisconnect) {
                throw DeviceErrors.busy(NOT_QUIESCED);
            }
            throw DeviceErrors.notConnected("The client is gone: " + e.getMessage());
        }
    }

    private int handle(AttachedClient connection, Message request) {
        boolean pending = false;
        try {
            Requests handlers = handlers();
            handlers.check(request);
            QuiesceHandler handler = model.callbacks().quiesce();
            if (handler != null && handlers.needsQuiesce(request) && !handler.quiesce()) {
                pendingRequest = request;
                pending = true;
                throw DeviceErrors.busy("The device will say when it is quiesced");
            }
        } catch (DeviceException | MalformedPayloadException e) {
            if (pending) {
                throw e;
            }
            executor.refuse(connection, request, e);
            return 0;
        } catch (RuntimeException | Error e) {
            executor.refuse(connection, request, RequestExecutor.fault(e));
            throw e;
        }
        executor.execute(connection, handlers(), request);
        return 1;
    }

    /**
     * Continue what waits for the device to be quiesced.
     *
     * @param errno 0, or the error number with which the request fails
     * @throws DeviceException EINVAL if nothing waits
     */
    public void quiesced(int errno) {
        lock.lock();
        try {
            Message request = pendingRequest;
            AttachedClient connection = client;
            if (request != null && connection != null) {
                if (errno == 0) {
                    executor.execute(connection, handlers(), request);
                } else {
                    executor.refuse(
                            connection,
                            request,
                            new DeviceException(errno, "The device cannot be quiesced"));
                }
            } else if (pendingDisconnect) {
                disconnect();
            } else {
                throw DeviceErrors.invalid("No request waits for the device to be quiesced");
            }
        } finally {
            pendingRequest = null;
            quiesced.signalAll();
            lock.unlock();
        }
    }

    /** Wait until nothing waits for the device to be quiesced. */
    public void awaitQuiesced() throws InterruptedException {
        lock.lock();
        try {
            while (pendingRequest != null || pendingDisconnect) {
                quiesced.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Attach no more clients, and end a negotiation. */
    public void stop() {
        stopped = true;
        MessageSocket socket = negotiating;
        if (socket != null) {
            socket.close();
        }
    }

    /**
     * End the connection to the client, if there is one, without asking the device to quiesce.
     *
     * @param deadline a time of {@link System#nanoTime}
     * @return false if the deadline came before a callback of the device ended
     */
    public boolean detach(long deadline) {
        if (!TimedLock.lock(lock, deadline)) {
            return false;
        }
        try {
            Message request = pendingRequest;
            if (request != null) {
                request.close();
                pendingRequest = null;
            }
            if (client != null) {
                disconnect();
            }
            quiesced.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The client is gone, or has to go: reset the device as soon as it is quiesced. */
    private void lose(@Nullable String reason) {
        LOG.info("lost the client: {}", reason);
        AttachedClient connection = client;
        if (connection != null) {
            connection.close();
        }
        QuiesceHandler handler = model.callbacks().quiesce();
        try {
            pendingDisconnect = handler != null && pendingRequest == null && !handler.quiesce();
        } catch (DeviceException e) {
            LOG.warn("the device did not quiesce, but its client is gone: {}", e.getMessage());
        } finally {
            if (!pendingDisconnect) {
                disconnect();
            }
            wakeUp.run();
        }
    }

    private void disconnect() {
        AttachedClient connection = client;
        client = null;
        requests = null;
        pendingDisconnect = false;
        try {
            if (connection != null) {
                connection.close();
            }
        } finally {
            model.disconnect();
        }
    }

    private Requests handlers() {
        Requests handlers = requests;
        if (handlers == null) {
            throw DeviceErrors.notConnected("No client is attached");
        }
        return handlers;
    }
}
