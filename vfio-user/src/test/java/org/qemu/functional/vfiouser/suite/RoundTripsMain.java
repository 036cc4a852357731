package org.qemu.functional.vfiouser.suite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.client.ClientRegion;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;

/**
 * Measures a server for {@code bench/vfio-user}: reads of a register in a second, and MB/s of
 * writes to the client's memory.
 */
final class RoundTripsMain {
    private static final int DMA_SIZE = 1 << 20;
    private static final int DMA_COUNT = 200;
    private static final double NANOS = 1e9;

    private RoundTripsMain() {}

    /** Measure {@code JAVA}, {@code LIBRARY} or {@code THREADS}, with a number of reads. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("round-trips");
        Path socket = folder.resolve("socket");
        int count = Integer.parseInt(arguments[1]);
        try {
            if (arguments[0].equals("THREADS")) {
                threads(socket, count);
            } else {
                oneThread(ServerKind.valueOf(arguments[0]), socket, count);
            }
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static DeviceRegion register() {
        return DeviceRegion.memory(
                4096, RegionHandler.registers((offset, size) -> 42, (offset, size, value) -> {}));
    }

    private interface Read {
        void run();
    }

    private static void measure(int count, Read read) {
        for (int i = 0; i < count; i++) {
            read.run();
        }
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            read.run();
        }
        print("reads", count * NANOS / (System.nanoTime() - start));
    }

    private static void print(String name, double value) {
        System.out.println(String.format(Locale.ROOT, "%s %.1f", name, value));
    }

    private static void threads(Path path, int count) {
        VfioUserDevice device = VfioUserDevice.builder(1, 2).bar(0, register()).build();
        try (VfioUserServer server = VfioUserServer.listen(path, device)) {
            server.serve();
            try (VfioUserClient client = VfioUserClient.open(path)) {
                ClientRegion bar = client.region(PciRegion.BAR0);
                measure(count, () -> bar.read64(0));
            }
        }
    }

    private static void oneThread(ServerKind kind, Path path, int count) throws IOException {
        MessageLog log = MessageLog.ofLastMessages();
        try (ServerUnderTest server = kind.create(path, log);
                Memfd memory = Memfd.create("round-trips", DMA_SIZE)) {
            server.region(0, register());
            server.dma(new RecordedDma());
            server.realize();
            MessageSocket socket = MessageSocket.connect(path, MessageLimits.DEFAULT, log);
            try (Session session = new Session(socket, server::run)) {
                VersionMessage version = VersionMessage.of(Capabilities.of(8, DMA_SIZE));
                int id = session.send(Command.VERSION.code(), version);
                server.attach();
                session.reply(id, Command.VERSION.code(), null).close();
                RegionAccess read = RegionAccess.of(0, 0, Long.BYTES);
                measure(count, () -> Session.msg(session, Command.REGION_READ, read).close());
                DmaMap range = DmaMap.of(DmaMap.READ | DmaMap.WRITE, 0, 0, DMA_SIZE);
                Session.msg(session, Command.DMA_MAP, range, null, memory.descriptor()).close();
                dma(server);
            }
        }
    }

    private static void dma(ServerUnderTest server) {
        byte[] data = new byte[DMA_SIZE];
        ByteBuffer.wrap(data).putLong(0, 42);
        for (int i = 0; i < DMA_COUNT / 4; i++) {
            server.dmaWrite(0, data);
        }
        long start = System.nanoTime();
        for (int i = 0; i < DMA_COUNT; i++) {
            server.dmaWrite(0, data);
        }
        double seconds = (System.nanoTime() - start) / NANOS;
        print("dma", (double) DMA_COUNT * DMA_SIZE / seconds / 1e6);
    }
}
