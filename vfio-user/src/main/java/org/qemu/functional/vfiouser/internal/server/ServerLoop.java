package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.transport.ListeningSocket;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Serves clients in a thread of its own, one after the other, until it is stopped. */
public final class ServerLoop implements Runnable {
    private static final Log LOG = Log.of("vfio-user.server");
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ListeningSocket listening;
    private final DeviceServer server;
    private final MessageLimits limits;
    private final MessageLog log;
    private final Eventfd wake;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /**
     * Create a loop.
     *
     * @param wake signaled to end a wait
     */
    public ServerLoop(
            ListeningSocket listening,
            DeviceServer server,
            MessageLimits limits,
            MessageLog log,
            Eventfd wake) {
        this.listening = listening;
        this.server = server;
        this.limits = limits;
        this.log = log;
        this.wake = wake;
    }

    /** End the loop after the request that is being handled. */
    public void stop() {
        stopped = true;
    }

    /** Return the first fault of the device's callbacks, if any: not a refusal, but a bug. */
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void run() {
        server.replies().receiveBy(Thread.currentThread());
        try {
            serveClients();
        } finally {
            server.replies().receiveBy(null);
        }
    }

    private void serveClients() {
        while (!stopped) {
            try {
                if (server.isAttached()) {
                    serve();
                } else {
                    accept();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | VfioUserException e) {
                // Such as too many open files: without a pause, this would use all of a CPU.
                LOG.warn("cannot serve at '{}'", listening.path(), e);
                pause();
            } catch (RuntimeException | Error e) {
                LOG.warn("a callback of the device failed", e);
                if (failure == null) {
                    failure = e;
                }
            }
        }
    }

    private void pause() {
        try {
            wake.await(PAUSE);
        } catch (IOException e) {
            LOG.warn("cannot wait", e);
        }
    }

    private void serve() throws IOException, InterruptedException {
        int number = server.number();
        if (number >= 0) {
            await(number);
        }
        try {
            server.runOnce();
        } catch (DeviceException e) {
            if (e.errno() == Errno.EBUSY.number()) {
                server.awaitQuiesced();
            } else if (e.errno() != Errno.ENOTCONN.number()) {
                throw e;
            }
        }
    }

    private void accept() throws IOException {
        await(listening.number());
        MessageSocket socket = stopped ? null : listening.accept(Duration.ZERO, limits, log);
        if (socket == null) {
            return;
        }
        try {
            server.attach(socket);
        } catch (VfioUserException e) {
            LOG.info("refused a client: {}", e.getMessage());
        }
    }

    private void await(int number) throws IOException {
        int wakeNumber = Descriptors.number(wake.descriptor());
        if (DescriptorPoll.any(DescriptorPoll.IN, DescriptorPoll.deadline(LONG), number, wakeNumber)
                == 1) {
            wake.take();
        }
    }
}
