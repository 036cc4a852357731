package org.qemu.functional.vfiouser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.vfiouser.internal.server.DeviceServer;
import org.qemu.functional.vfiouser.internal.server.ServerLoop;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.transport.ListeningSocket;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Errno;

/**
 * Offers a device at the path of a UNIX socket, to one client at a time. Another client that
 * connects waits until the first one is gone.
 *
 * <p>Either {@link #serve} serves clients in a thread of its own, or the caller's thread does:
 * {@link #attach} a client, then {@link #runOnce} for each request. A test that is client and
 * server in one thread reads from top to bottom that way.
 *
 * <p>A client that sends garbage, too much, too many descriptors, or only a part of a message,
 * loses its connection: the device is reset, and the next client is served.
 */
public final class VfioUserServer implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** The longest wait for a callback of the device to end when the server is closed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final ListeningSocket listening;
    private final MessageLog log;
    private final MessageLimits limits = MessageLimits.DEFAULT;
    private final Eventfd wake;
    private final DeviceServer server;
    private @Nullable ServerLoop loop;
    private @Nullable Thread thread;
    private boolean closed;
    private volatile boolean wakeClosed;

    private VfioUserServer(
            ListeningSocket listening,
            VfioUserDevice device,
            MessageLog log,
            Eventfd wake,
            Duration timeout) {
        this.listening = listening;
        this.log = log;
        this.wake = wake;
        server = new DeviceServer(device.model(), limits, timeout, this::wakeUp);
    }

    /**
     * Listen at a path. A device may have one server at a time.
     *
     * @throws UncheckedIOException if the path exists or cannot be created
     */
    public static VfioUserServer listen(Path path, VfioUserDevice device) {
        return listen(path, device, MessageLog.ofLastMessages(), DEFAULT_TIMEOUT);
    }

    /**
     * Listen at a path.
     *
     * @param log takes the messages of all clients
     * @param timeout the longest wait for the rest of a message and for a reply, before the scale
     *     of {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws UncheckedIOException if the path exists or cannot be created
     */
    public static VfioUserServer listen(
            Path path, VfioUserDevice device, MessageLog log, Duration timeout) {
        ListeningSocket listening = ListeningSocket.bind(path);
        try {
            return new VfioUserServer(
                    listening, device, log, Eventfd.create(), TimeoutScale.scaled(timeout));
        } catch (IOException e) {
            listening.close();
            throw new UncheckedIOException("Cannot create an eventfd", e);
        }
    }

    /** Return the path of the socket. */
    public Path path() {
        return listening.path();
    }

    /** Return the last messages of the client, decoded and in hex. */
    public String lastMessages() {
        return log.lastMessages();
    }

    /**
     * Serve clients in a thread of its own until {@link #close}.
     *
     * @throws IllegalStateException if it does so already or the server is closed
     */
    public synchronized void serve() {
        if (loop != null || closed) {
            throw new IllegalStateException(
                    "'%s' is %s".formatted(path(), closed ? "closed" : "served already"));
        }
        loop = new ServerLoop(listening, server, limits, log, wake);
        thread = new Thread(loop, "vfio-user server " + path().getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Accept a client and negotiate with it.
     *
     * @param timeout the longest wait for a client to connect
     * @return whether one came
     * @throws DeviceException EINVAL if its offer was refused, or another client is attached
     * @throws org.qemu.functional.vfiouser.wire.VfioUserException if it closed the connection or
     *     sent no complete message
     */
    public boolean attach(Duration timeout) {
        MessageSocket socket = listening.accept(timeout, limits, log);
        if (socket == null) {
            return false;
        }
        server.attach(socket);
        return true;
    }

    /** Negotiate with a client that is connected by other means; as {@link #attach(Duration)}. */
    public void attach(MessageSocket socket) {
        server.attach(socket);
    }

    /** Tell whether a client is attached. */
    public boolean isAttached() {
        return server.isAttached();
    }

    /**
     * Handle the next request, if one has begun to come. If a callback throws anything but a {@link
     * DeviceException}, the client gets EIO and the caller the exception.
     *
     * @return the number of requests that the device handled, 0 or 1: a malformed request only gets
     *     its error reply
     * @throws DeviceException EBUSY if a request waits until the device calls {@link #quiesced}:
     *     this one or one before; ENOTCONN if no client is attached any more
     */
    public int runOnce() {
        return server.runOnce();
    }

    /**
     * Say that the device has stopped, after its {@link QuiesceHandler} returned false. This
     * handles the request that waits for it, in the caller's thread.
     *
     * @throws DeviceException EINVAL if no request waits
     */
    public void quiesced() {
        server.quiesced(0);
    }

    /**
     * Say that the device cannot stop, after its {@link QuiesceHandler} returned false. The request
     * that waits fails.
     *
     * @throws DeviceException EINVAL if no request waits
     */
    public void quiesceFailed(Errno errno) {
        server.quiesced(errno.number());
    }

    /** End the connection to the client, if there is one, and reset the device. */
    public void detach() {
        server.detach(System.nanoTime() + TimeoutScale.scaled(CLOSE_TIMEOUT).toNanos());
        wakeUp();
    }

    /**
     * Stop to serve, end the connection to the client, reset the device and remove the socket.
     *
     * @throws IllegalStateException if a callback of the device failed in the thread of {@link
     *     #serve}, or has not ended after 30 seconds
     */
    @Override
    public void close() {
        ServerLoop running;
        Thread joined;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = loop;
            joined = thread;
        }
        if (running != null) {
            running.stop();
        }
        server.stop();
        wakeUp();
        boolean ended = false;
        try {
            long deadline = System.nanoTime() + TimeoutScale.scaled(CLOSE_TIMEOUT).toNanos();
            ended = server.detach(deadline) && (joined == null || join(joined, deadline));
            // The thread may have attached a client before it ended.
            ended = ended && server.detach(deadline);
        } finally {
            listening.close();
            closeWake();
        }
        if (!ended) {
            throw new IllegalStateException(
                    "A callback of the device at '%s' has not ended after %s"
                            .formatted(path(), CLOSE_TIMEOUT));
        }
        Throwable failure = running == null ? null : running.failure();
        if (failure != null) {
            throw new IllegalStateException(
                    "A callback of the device at '%s' failed: %s".formatted(path(), failure),
                    failure);
        }
    }

    private static boolean join(Thread joined, long deadline) {
        boolean interrupted = Thread.interrupted();
        try {
            long left = deadline - System.nanoTime();
            while (joined.isAlive() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(joined, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return !joined.isAlive();
    }

    private void wakeUp() {
        try {
            if (!wakeClosed) {
                wake.signal();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot wake up the server at " + path(), e);
        }
    }

    private void closeWake() {
        wakeClosed = true;
        try {
            wake.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close an eventfd", e);
        }
    }
}
