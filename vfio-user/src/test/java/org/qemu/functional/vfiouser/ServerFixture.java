package org.qemu.functional.vfiouser;

import java.nio.file.Path;
import java.time.Duration;
import org.qemu.functional.vfiouser.client.ClientOptions;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Errno;

/** A server and its client in the thread of a test. */
final class ServerFixture implements AutoCloseable {
    /** Long enough for a machine under load, for waits that end earlier. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final VfioUserServer server;
    private final VfioUserClient client;

    ServerFixture(Path folder, VfioUserDevice device, ClientOptions options) {
        server =
                VfioUserServer.listen(
                        folder.resolve("socket"), device, MessageLog.ofLastMessages(), PATIENCE);
        client =
                VfioUserClient.connect(server.path(), options.with(PATIENCE).beforeWait(this::run));
        client.negotiate();
    }

    ServerFixture(Path folder, VfioUserDevice device) {
        this(folder, device, ClientOptions.create());
    }

    /** Let the server do one thing, as it is in the state to do. */
    private void run() {
        if (server.isAttached()) {
            server.runOnce();
        } else {
            server.attach(PATIENCE);
        }
    }

    VfioUserServer server() {
        return server;
    }

    VfioUserClient client() {
        return client;
    }

    /** Return a socket that is connected to a server, before the negotiation. */
    static MessageSocket connect(VfioUserServer server) {
        return MessageSocket.connect(
                server.path(), MessageLimits.DEFAULT, MessageLog.ofLastMessages());
    }

    static boolean isErrno(Throwable thrown, Errno errno) {
        return thrown instanceof DeviceException e && e.errno() == errno.number();
    }

    /** Wait until a server has noticed that its client is gone, and has closed its descriptors. */
    static void awaitDetached(VfioUserServer server) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.isAttached()) {
            if (deadline - System.nanoTime() < 0) {
                throw new AssertionError("The server does not notice that its client is gone");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } finally {
            server.close();
        }
    }
}
