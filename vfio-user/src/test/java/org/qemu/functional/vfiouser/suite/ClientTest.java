package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.client.ClientOptions;
import org.qemu.functional.vfiouser.client.ClientRegion;
import org.qemu.functional.vfiouser.client.ErrorReplyException;
import org.qemu.functional.vfiouser.client.RegionDescriptors;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.feature.MigrationSupport;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;

/** The client, with both servers in its thread. */
class ClientTest extends ProtocolTest {
    private final ByteBuffer registers = ByteBuffer.allocate(4096);
    private final RecordedMigration migration = new RecordedMigration();
    private Memfd shared;
    private VfioUserClient client;
    private boolean attached;

    @BeforeEach
    void openClient() {
        shared = memfd(0x10000);
        server.express();
        server.region(0, DeviceRegion.memory(4096, new Registers()));
        server.region(
                2,
                DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000)
                        .shared(
                                shared.descriptor(),
                                0x8000,
                                new MmapArea(0x1000, 0x1000),
                                new MmapArea(0x4000, 0x2000)));
        server.interrupts(PciIrq.MSIX, 4);
        server.dma(new RecordedDma());
        server.migration(migration);
        server.realize();
        // In one thread, a reply must fit into the buffer of the socket.
        ClientOptions options =
                ClientOptions.create()
                        .with(Capabilities.of(8, 0x10000))
                        .with(log)
                        .beforeWait(this::serve);
        MessageSocket socket = MessageSocket.connect(path(), MessageLimits.DEFAULT, options.log());
        client = closer.register(VfioUserClient.of(socket, options));
        client.negotiate();
    }

    private void serve() {
        if (attached) {
            server.run();
        } else {
            attached = true;
            server.attach();
        }
    }

    private final class Registers implements RegionHandler {
        @Override
        public void read(long offset, ByteBuffer data) {
            data.put(registers.slice((int) offset, data.remaining()));
        }

        @Override
        public void write(long offset, ByteBuffer data) {
            registers.put((int) offset, bytesOf(data));
        }

        private byte[] bytesOf(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return bytes;
        }
    }

    @Test
    void knowsWhatServerCanDo() {
        Capabilities capabilities = client.serverCapabilities();
        assertThat(capabilities.descriptorLimit()).isEqualTo(8);
        assertThat(capabilities.dataLimit()).isEqualTo(1 << 20);
        assertThat(client.deviceInfo().regions()).isEqualTo(9);
        assertThat(client.interrupts().info(PciIrq.MSIX).count()).isEqualTo(4);
    }

    @Test
    void readsAndWritesRegisters() {
        ClientRegion bar = client.region(PciRegion.BAR0);
        assertThat(bar.info().length()).isEqualTo(4096);
        bar.write32(8, 0x12345678);
        assertThat(bar.read32(8)).isEqualTo(0x12345678);
        assertThat(bar.read16(8)).isEqualTo(0x5678);
        assertThat(bar.read8(11)).isEqualTo(0x12);
        bar.write8(8, 0xff);
        bar.write16(10, 0xabcd);
        bar.write64(16, -2);
        assertThat(bar.read32(8)).isEqualTo(0xabcd56ff);
        assertThat(bar.read64(16)).isEqualTo(-2);
        assertThat(client.region(PciRegion.CONFIG).read(0, 4096).remaining()).isEqualTo(4096);
    }

    @Test
    void postsWrites() {
        ClientRegion bar = client.region(PciRegion.BAR0);
        bar.post(0, ByteBuffer.wrap(bytes(1, 2, 3, 4)));
        server.run();
        assertThat(bar.read32(0)).isEqualTo(0x04030201);
    }

    @Test
    void writesSeveralRegistersAtOnce() {
        List<RegionWrite> writes =
                List.of(new RegionWrite(0, 0, 4, 0x11223344), new RegionWrite(0, 8, 1, 0x55));
        if (has(Difference.NO_MULTIPLE_WRITES)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> client.writeAll(writes));
            return;
        }
        client.writeAll(writes);
        assertThat(client.region(PciRegion.BAR0).read32(0)).isEqualTo(0x11223344);
        assertThat(client.region(PciRegion.BAR0).read64(8)).isEqualTo(0x55);
    }

    @Test
    void mapsAreasOfRegion() throws IOException {
        List<ClientRegion.MappedArea> areas = client.region(PciRegion.BAR2).map();
        assertThat(areas)
                .extracting(ClientRegion.MappedArea::area)
                .containsExactly(new MmapArea(0x1000, 0x1000), new MmapArea(0x4000, 0x2000));
        areas.get(1).memory().write(4, ByteBuffer.wrap(bytes(9, 8, 7)));
        ByteBuffer stored = ByteBuffer.allocate(3);
        shared.mapping().read(0x8000 + 0x4004, stored);
        assertThat(stored.array()).isEqualTo(bytes(9, 8, 7));
        assertThat(client.region(PciRegion.BAR0).map()).isEmpty();
    }

    @Test
    void receivesDescriptorsOfRegion() throws IOException {
        Eventfd eventfd = eventfd();
        server.addEventfd(0, 64, 8, eventfd.descriptor());
        try (RegionDescriptors parts = client.region(PciRegion.BAR0).ioDescriptors()) {
            assertThat(parts.subRegions()).hasSize(1);
            assertThat(parts.subRegions().get(0).offset()).isEqualTo(64);
            Eventfd.signal(parts.descriptors().get(0));
        }
        assertThat(eventfd.take()).isEqualTo(1);
    }

    @Test
    void waitsForInterrupt() throws IOException {
        try (Eventfd interrupt = client.interrupts().connect(PciIrq.MSIX, 2)) {
            server.trigger(2);
            server.trigger(2);
            assertThat(interrupt.await(TIMEOUT)).isEqualTo(2);
            client.interrupts().trigger(PciIrq.MSIX, 2, 1);
            assertThat(interrupt.await(TIMEOUT)).isEqualTo(1);
            client.interrupts().mask(PciIrq.MSIX, 2, 1);
            client.interrupts().unmask(PciIrq.MSIX, 2, 1);
            client.interrupts().disable(PciIrq.MSIX);
            assertErrno(Errno.ENOENT, () -> server.trigger(2));
        }
    }

    @Test
    void mapsMemoryForDevice() throws IOException {
        Memfd memory = memfd(4 * PAGE);
        client.memory().map(0x10000, memory);
        server.dmaWrite(0x10010, bytes(1, 2, 3));
        ByteBuffer stored = ByteBuffer.allocate(3);
        memory.mapping().read(0x10, stored);
        assertThat(stored.array()).isEqualTo(bytes(1, 2, 3));
        client.memory().unmap(0x10000, 4 * PAGE);
        assertErrno(Errno.ENOENT, () -> server.dmaRead(0x10010, 3));
        client.memory().map(0x10000, memory);
        client.memory().unmapAll();
        assertErrno(Errno.ENOENT, () -> server.dmaRead(0x10010, 3));
    }

    @Test
    void migratesDevice() {
        assertThat(client.migration().support().flags())
                .isEqualTo(MigrationSupport.STOP_COPY | MigrationSupport.PRE_COPY);
        client.migration().probe(Feature.MIG_DEVICE_STATE, DeviceFeature.GET | DeviceFeature.SET);
        client.migration().enter(MigrationState.STOP_COPY);
        migration.saved = bytes(1, 2, 3, 4, 5);
        assertThat(client.migration().readAll()).isEqualTo(bytes(1, 2, 3, 4, 5));
        client.migration().enter(MigrationState.RESUMING);
        client.migration().write(ByteBuffer.wrap(bytes(5, 6)));
        assertThat(migration.restored).isEqualTo(bytes(5, 6));
        client.migration().enter(MigrationState.RUNNING);
        assertThat(client.migration().state()).isEqualTo(MigrationState.RUNNING);
    }

    @Test
    void learnsWhichPagesDeviceWrote() {
        client.memory().map(0x10000, memfd(16 * PAGE));
        client.migration().startLogging(PAGE);
        server.map(0x12000, (int) PAGE, true).end();
        assertThat(client.migration().dirtyPages(0x10000, 16 * PAGE, PAGE).isDirty(2)).isTrue();
        server.map(0x13000, (int) PAGE, true).end();
        assertThat(client.memory().unmapWithBitmap(0x10000, 16 * PAGE, PAGE).isDirty(3)).isTrue();
        client.migration().stopLogging();
    }

    @Test
    void resetsDevice() {
        client.reset();
        assertThat(client.deviceInfo().regions()).isEqualTo(9);
    }

    @Test
    void namesCommandAndErrorOfRefusal() {
        assertThatExceptionOfType(ErrorReplyException.class)
                .isThrownBy(() -> client.region(0).read(4096, 4))
                .withMessageContaining("the server refused 'REGION_READ' with EINVAL (22)")
                .withMessageContaining("RegionAccess[offset=0x1000, region=0, count=4")
                .withMessageContaining("00 10 00 00 00 00 00 00")
                .satisfies(e -> assertThat(e.errno()).contains(Errno.EINVAL))
                .satisfies(e -> assertThat(e.command()).isEqualTo("REGION_READ"));
    }
}
