package org.qemu.functional.guest.net;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.qemu.functional.guest.internal.net.StreamPeer;

/**
 * Measures the throughput of a hub between two stream clients, in frames and bytes per second, and
 * the round-trip time of one frame. A window limits the frames in transit, so that none is dropped.
 * Run by hand; see docs/guests-networks.md.
 */
final class NetworkBench {
    private static final int WINDOW = 256;

    private NetworkBench() {}

    public static void main(String... args) throws Exception {
        Path logs = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("net-bench");
        for (int round = 0; round < 3; round++) {
            for (int length : new int[] {64, 1514, 65536}) {
                throughput(logs, length, length > 10_000 ? 40_000 : 400_000);
            }
            roundTrip(logs, 20_000);
        }
    }

    private static void throughput(Path logs, int length, int count) throws Exception {
        try (Network net = Network.create("bench", logs)) {
            Link to = net.link("to");
            try (StreamClient sender = StreamClient.attach(net.link("from"));
                    StreamClient receiver = StreamClient.attach(to)) {
                // At most half of a link's queue.
                Semaphore window = new Semaphore(Math.min(WINDOW, StreamPeer.QUEUE / 2 / length));
                CompletableFuture<Long> end =
                        CompletableFuture.supplyAsync(() -> receive(receiver, count, window));
                byte[] frame = TestFrames.numbered(0, length).bytes();
                DataOutputStream out =
                        new DataOutputStream(
                                new BufferedOutputStream(
                                        Channels.newOutputStream(sender.channel), 1 << 16));
                long start = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    if (!window.tryAcquire()) {
                        out.flush();
                        window.acquire();
                    }
                    out.writeInt(length);
                    out.write(frame);
                }
                out.flush();
                double seconds = (end.get() - start) / 1e9;
                System.out.printf(
                        "%6d bytes: %8.0f frames/s %7.1f MB/s, %d dropped, pcap %d MB%n",
                        length,
                        count / seconds,
                        (double) count * length / 1e6 / seconds,
                        to.dropped(),
                        Files.size(net.pcap()) / 1_000_000);
            }
        }
    }

    private static long receive(StreamClient receiver, int count, Semaphore window) {
        try {
            DataInputStream in =
                    new DataInputStream(
                            new java.io.BufferedInputStream(
                                    Channels.newInputStream(receiver.channel), 1 << 18));
            for (int i = 0; i < count; i++) {
                in.skipNBytes(in.readInt());
                window.release();
            }
            return System.nanoTime();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void roundTrip(Path logs, int count) throws Exception {
        try (Network net = Network.create("bench", logs);
                StreamClient a = StreamClient.attach(net.link("a"));
                StreamClient b = StreamClient.attach(net.link("b"))) {
            Frame frame = TestFrames.numbered(0, 98);
            long[] times = new long[count];
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                a.send(frame);
                b.send(b.receive());
                a.receive();
                times[i] = System.nanoTime() - start;
            }
            java.util.Arrays.sort(times);
            System.out.printf(
                    "round trip: median %.0f us, 99th %.0f us%n",
                    times[count / 2] / 1e3, times[count * 99 / 100] / 1e3);
        }
    }
}
