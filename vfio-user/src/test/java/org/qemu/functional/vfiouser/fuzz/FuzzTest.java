package org.qemu.functional.vfiouser.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.VfioUserException;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/**
 * Sends mutated messages to a server: no exception escapes, and descriptors and memory stay
 * constant. {@code -Dvfio-user.fuzz.seconds=60} sets the duration, {@code -Dvfio-user.fuzz.seed=…}
 * repeats a run.
 */
class FuzzTest {
    private static final Duration SERVER_TIMEOUT = Duration.ofMillis(20);
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 30;
    private static final long MEMORY_TOLERANCE = 4 << 20;

    private final long seconds = Long.getLong("vfio-user.fuzz.seconds", 2);
    private final long seed = Long.getLong("vfio-user.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final MessageMutator mutator = new MessageMutator(random);
    private long connections;
    private long messages;
    private long replies;
    private long errors;

    @TempDir private Path folder;

    @Test
    void survivesMutatedMessages() throws Exception {
        System.err.printf("fuzz: -Dvfio-user.fuzz.seed=%d%n", seed);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (FuzzDevice device = new FuzzDevice();
                VfioUserServer server =
                        VfioUserServer.listen(
                                folder.resolve("socket"),
                                device.device(),
                                MessageLog.ofLastMessages(),
                                SERVER_TIMEOUT);
                Memfd file = Memfd.create("file", 8192);
                Eventfd eventfd = Eventfd.create();
                FileInputStream other = new FileInputStream("/dev/zero")) {
            FileDescriptor[] files = {
                file.descriptor(), eventfd.descriptor(), other.getFD(), FileDescriptor.in
            };
            server.serve();
            for (int i = 0; i < 200; i++) {
                attack(server, files);
            }
            isServed(server);
            int descriptors = Descriptors.count();
            long memory = usedMemory();
            while (System.nanoTime() < end) {
                attack(server, files);
                if (connections % 100 == 0) {
                    isServed(server);
                }
            }
            isServed(server);
            System.err.printf(
                    "fuzz: %d connections, %d messages, %d replies, %d of them errors;"
                            + " descriptors %d, then %d; memory %d KiB, then %d KiB%n",
                    connections,
                    messages,
                    replies,
                    errors,
                    descriptors,
                    Descriptors.count(),
                    memory >> 10,
                    usedMemory() >> 10);
            assertThat(Descriptors.count()).as("descriptors, seed " + seed).isEqualTo(descriptors);
            assertThat(usedMemory())
                    .as("memory, seed " + seed)
                    .isLessThan(memory + MEMORY_TOLERANCE);
        }
    }

    private void attack(VfioUserServer server, FileDescriptor... files) {
        connections++;
        try (MessageSocket socket =
                MessageSocket.connect(
                        server.path(), MessageLimits.DEFAULT, MessageLog.ofLastMessages())) {
            socket.sendBytes(ByteBuffer.wrap(mutator.version()));
            receive(socket, SERVER_TIMEOUT);
            for (int i = random.nextInt(MESSAGES); i > 0; i--) {
                messages++;
                FileDescriptor[] sent = new FileDescriptor[descriptorCount()];
                for (int j = 0; j < sent.length; j++) {
                    sent[j] = files[random.nextInt(files.length)];
                }
                byte[] message = mutator.next();
                if (message.length > 0) {
                    socket.sendBytes(ByteBuffer.wrap(message), sent);
                }
                receive(socket, Duration.ZERO);
            }
            if (random.nextInt(4) == 0) {
                receive(socket, SHORT);
            }
        } catch (VfioUserException e) {
            // The server has had enough of this client.
            assertThat(e).isNotNull();
        }
    }

    private int descriptorCount() {
        return random.nextInt(3) == 0 ? random.nextInt(4) * random.nextInt(4) : 1;
    }

    private void receive(MessageSocket socket, Duration timeout) {
        try (Message reply = socket.receiveOrNull(timeout)) {
            if (reply != null) {
                replies++;
                errors += reply.header().isError() ? 1 : 0;
            }
        }
    }

    /**
     * Check that a client is served, and wait until the server has noticed that it is gone. On a
     * machine under load, a client may be too slow for this server at first.
     */
    private static void isServed(VfioUserServer server) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (VfioUserClient client = VfioUserClient.open(server.path())) {
                assertThat(client.region(PciRegion.CONFIG).read32(0)).isEqualTo(0x56781234);
                break;
            } catch (VfioUserException e) {
                if (deadline - System.nanoTime() < 0) {
                    throw e;
                }
            }
        }
        while (server.isAttached()) {
            assertThat(deadline - System.nanoTime()).isPositive();
            Thread.onSpinWait();
        }
    }

    private static long usedMemory() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
