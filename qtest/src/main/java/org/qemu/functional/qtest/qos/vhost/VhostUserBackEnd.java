package org.qemu.functional.qtest.qos.vhost;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A back end of vhost-user ({@code docs/interop/vhost-user.rst} in QEMU's source): a thread answers
 * QEMU's requests, and the test processes the queues. The machine's memory must be shared: {@code
 * -object memory-backend-memfd,id=ram,size=64M,share=on -machine pc,memory-backend=ram}. It does
 * not log which pages it writes, so that QEMU refuses to migrate the machine.
 *
 * <p>When a connection ends, the next one follows, with the next options.
 */
public final class VhostUserBackEnd implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private final Path path;
    private final @Nullable AFUNIXServerSocketChannel server;
    private final List<VhostUserOptions> options;
    private final Thread thread = new Thread(this::run, "vhost-user");

    // The lock of this object guards the following fields and the rings.
    private final Map<Integer, VhostUserRing> rings = new TreeMap<>();
    private final List<Integer> requests = new ArrayList<>();
    private @Nullable VhostUserConnection connection;
    private @Nullable SharedMemory memory;
    private @Nullable Throwable failure;
    private int connections;
    private boolean closed;

    private VhostUserBackEnd(
            Path path, @Nullable AFUNIXServerSocketChannel server, VhostUserOptions... options) {
        this.path = path;
        this.server = server;
        this.options = List.of(options);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Listen at a path, to which QEMU connects.
     *
     * @param options those for each connection; the last are also for those that follow
     */
    public static VhostUserBackEnd listen(Path path, VhostUserOptions... options) {
        try {
            AFUNIXServerSocketChannel server = AFUNIXServerSocketChannel.open();
            server.bind(AFUNIXSocketAddress.of(path));
            return new VhostUserBackEnd(path, server, options);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at '%s'".formatted(path), e);
        }
    }

    /**
     * Connect to a path at which QEMU listens.
     *
     * @param options those for each connection; the last are also for those that follow
     */
    public static VhostUserBackEnd connect(Path path, VhostUserOptions... options) {
        return new VhostUserBackEnd(path, null, options);
    }

    private void run() {
        try {
            for (int i = 0; ; i++) {
                VhostUserOptions offered = options.get(Math.min(i, options.size() - 1));
                try (VhostUserConnection opened = new VhostUserConnection(open())) {
                    if (!begin(opened)) {
                        return;
                    }
                    answer(opened, offered);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                if (!closed) {
                    failure = e;
                }
                notifyAll();
            }
        }
    }

    private AFUNIXSocketChannel open() throws IOException {
        return server != null
                ? server.accept()
                : AFUNIXSocketChannel.open(AFUNIXSocketAddress.of(path));
    }

    private synchronized boolean begin(VhostUserConnection opened) {
        connection = opened;
        connections++;
        memory = null;
        notifyAll();
        return !closed;
    }

    /** Answer requests until the connection ends. */
    private void answer(VhostUserConnection from, VhostUserOptions offered) throws IOException {
        try {
            while (true) {
                VhostUserConnection.Request request = from.receive();
                if (request.number() == offered.closesAt()) {
                    return;
                }
                VhostUserAnswer answer = new VhostUserAnswer(this, request, offered);
                synchronized (this) {
                    byte @Nullable [] reply = answer.payload();
                    if (reply != null) {
                        from.reply(request.number(), reply);
                    }
                    requests.add(request.number());
                    notifyAll();
                }
            }
        } catch (ClosedChannelException | EOFException | SocketException e) {
            // The next connection follows.
        } finally {
            synchronized (this) {
                connection = null;
                for (VhostUserRing ring : rings.values()) {
                    ring.reset();
                }
            }
        }
    }

    /** Return a ring, for the test to process. */
    public synchronized VhostUserRing ring(int number) {
        return rings.computeIfAbsent(number, other -> new VhostUserRing(this, other));
    }

    /**
     * Wait until a number of rings are started.
     *
     * @throws AssertionError if that does not happen within 20 s
     */
    public void awaitRings(int count) {
        await(
                count + " started rings",
                () -> rings.values().stream().filter(VhostUserRing::isStarted).count() == count);
    }

    /**
     * Wait for a connection.
     *
     * @param count 1 for the first
     * @throws AssertionError if it does not come within 20 s
     */
    public void awaitConnection(int count) {
        await("connection " + count, () -> connections >= count);
    }

    /**
     * Read the machine's memory, as soon as QEMU has shared it.
     *
     * @param address a physical address
     * @throws AssertionError if QEMU does not share it within 20 s
     */
    public byte[] read(long address, int size) {
        awaitMemory();
        byte[] bytes = new byte[size];
        memory().guest(address, size).get(bytes);
        return bytes;
    }

    /** Write the machine's memory; see {@link #read}. */
    public void write(long address, byte[] bytes) {
        awaitMemory();
        memory().guest(address, bytes.length).put(bytes);
    }

    private void awaitMemory() {
        await("the machine's memory", () -> memory != null);
    }

    synchronized void setMemory(SharedMemory shared) {
        memory = shared;
    }

    synchronized SharedMemory memory() {
        if (memory == null) {
            throw new AssertionError("QEMU does not share the machine's memory now");
        }
        return memory;
    }

    /** Return the numbers of the requests so far. */
    public synchronized List<Integer> requests() {
        return List.copyOf(requests);
    }

    /** Wait for a condition, which is evaluated under the lock. */
    synchronized void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeoutScale.scaled(TIMEOUT).toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || failure != null || closed) {
                throw new AssertionError(
                        "the vhost-user back end waits in vain for %s; the requests are %s"
                                .formatted(what, requests),
                        failure);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /** End the current connection; the next one follows. */
    public synchronized void disconnect() {
        try {
            if (connection != null) {
                connection.shutdown();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end the connection", e);
        }
    }

    /** End the connection and the thread. */
    @Override
    public void close() {
        try {
            synchronized (this) {
                closed = true;
                disconnect();
            }
            if (server != null) {
                server.close();
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the back end at '%s'".formatted(path), e);
        }
    }
}
