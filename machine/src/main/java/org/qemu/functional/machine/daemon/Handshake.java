package org.qemu.functional.machine.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Ask a daemon whether it serves its socket. The socket has accepted connections since before the
 * program was started; the first answer shows that the program is ready. If it exits, the kernel
 * closes the connection.
 */
final class Handshake {
    private Handshake() {}

    /**
     * Connect, send a request, and wait for an answer.
     *
     * @param request what to send; may be empty
     * @param answer the first bytes that the daemon answers with
     * @throws DaemonDiedError if the daemon exits first
     * @throws DaemonTimeoutError if it does not answer in time
     * @throws IOException if it answers something else
     */
    static void await(DaemonRun run, Path socket, byte[] request, byte[] answer)
            throws IOException, InterruptedException {
        String what = "it answered on its socket";
        ByteBuffer received = ByteBuffer.allocate(answer.length);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            var unused = run.process().exit().thenRun(selector::wakeup);
            long deadline = System.nanoTime() + run.timeout().toNanos();
            while (received.hasRemaining()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (run.process().exit().isDone() || left <= 0) {
                    throw run.notReady(what);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                selector.select(left);
                selector.selectedKeys().clear();
                if (channel.read(received) < 0) {
                    throw run.notReady(what);
                }
            }
        } catch (IOException e) {
            // The connection is refused or reset if the daemon has exited. The exception would make
            // the failure one of the harness.
            throw run.notReady(what);
        }
        if (!Arrays.equals(received.array(), answer)) {
            throw new IOException(
                    "it answered '%s', not '%s'"
                            .formatted(
                                    new String(received.array(), ISO_8859_1),
                                    new String(answer, ISO_8859_1)));
        }
    }
}
