package org.qemu.functional.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.client.ErrorReplyException;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;

class VfioUserServerTest {
    private final List<String> events = new ArrayList<>();
    private final AtomicLong register = new AtomicLong();

    private final VfioUserDeviceBuilder builder =
            VfioUserDevice.builder(0x1234, 0x5678)
                    .bar(
                            0,
                            DeviceRegion.memory(
                                    4096,
                                    RegionHandler.registers(
                                            (offset, size) -> register.get() + offset,
                                            (offset, size, value) -> register.set(value))))
                    .interrupts(PciIrq.MSIX, 4)
                    .onReset(kind -> events.add("reset " + kind));

    @TempDir private Path folder;

    @Test
    void readsAndWritesRegistersInOneThread() {
        try (ServerFixture fixture = new ServerFixture(folder, builder.build())) {
            VfioUserClient client = fixture.client();

            client.region(PciRegion.BAR0).write32(0, 42);

            assertThat(client.region(PciRegion.BAR0).read32(8)).isEqualTo(50);
            assertThat(client.region(PciRegion.CONFIG).read32(0)).isEqualTo(0x56781234);
            assertThat(client.deviceInfo().regions()).isEqualTo(9);
        }
    }

    @Test
    void writesWithoutReplyAndSeveralAtOnce() {
        try (ServerFixture fixture = new ServerFixture(folder, builder.build())) {
            VfioUserClient client = fixture.client();

            client.region(PciRegion.BAR0).post(0, ByteBuffer.wrap(new byte[] {7, 0, 0, 0}));
            assertThat(fixture.server().runOnce()).isEqualTo(1);
            assertThat(register).hasValue(7);

            client.writeAll(
                    List.of(new RegionWrite(0, 0, 4, 1), new RegionWrite(0, 4, 2, 0x10009)));
            assertThat(register).hasValue(9);
        }
    }

    @Test
    void handlesNothingIfNothingCame() {
        try (ServerFixture fixture = new ServerFixture(folder, builder.build())) {
            assertThat(fixture.server().runOnce()).isZero();
        }
    }

    @Test
    void signalsInterruptByEventfd() throws Exception {
        VfioUserDevice device = builder.build();
        try (ServerFixture fixture = new ServerFixture(folder, device);
                Eventfd eventfd = fixture.client().interrupts().connect(PciIrq.MSIX, 2)) {
            device.interrupts().trigger(2);
            device.interrupts().trigger(PciIrq.MSIX, 2);

            assertThat(eventfd.take()).isEqualTo(2);
            assertThatThrownBy(() -> device.interrupts().trigger(1))
                    .matches(e -> ServerFixture.isErrno(e, Errno.ENOENT));
            assertThatThrownBy(() -> device.interrupts().trigger(4))
                    .matches(e -> ServerFixture.isErrno(e, Errno.EINVAL));
            assertThat(device.interrupts().triggerIfSet(1)).isFalse();
        }
    }

    @Test
    void holdsRequestUntilDeviceIsQuiesced() throws Exception {
        List<DmaRange> mapped = new ArrayList<>();
        VfioUserDevice device = builder.quiesce(() -> false).onDma(listener(mapped)).build();
        try (ServerFixture fixture = new ServerFixture(folder, device);
                Memfd memory = Memfd.create("memory", 4096)) {
            VfioUserServer server = fixture.server();
            assertThatThrownBy(server::quiesced)
                    .matches(e -> ServerFixture.isErrno(e, Errno.EINVAL));

            assertThatThrownBy(() -> fixture.client().memory().map(0, memory))
                    .matches(e -> ServerFixture.isErrno(e, Errno.EBUSY));
            assertThatThrownBy(server::runOnce).matches(e -> ServerFixture.isErrno(e, Errno.EBUSY));
            assertThat(mapped).isEmpty();
            server.quiesced();

            assertThat(mapped).hasSize(1);
            assertThat(fixture.client().socket().receive(ServerFixture.PATIENCE).header().isError())
                    .isFalse();
        }
    }

    @Test
    void replyTellsThatDeviceCannotBeQuiesced() {
        VfioUserDevice device = builder.quiesce(() -> false).build();
        try (ServerFixture fixture = new ServerFixture(folder, device)) {
            assertThatThrownBy(() -> fixture.client().reset())
                    .matches(e -> ServerFixture.isErrno(e, Errno.EBUSY));

            fixture.server().quiesceFailed(Errno.ENOTTY);

            assertThat(fixture.client().socket().receive(ServerFixture.PATIENCE).header().error())
                    .isEqualTo(Errno.ENOTTY.number());
            assertThat(events).isEmpty();
        }
    }

    @Test
    void resetsDeviceWhenClientIsGone() {
        int before = Descriptors.count();
        VfioUserDevice device = builder.build();
        try (ServerFixture fixture = new ServerFixture(folder, device);
                Memfd memory = memory()) {
            fixture.client().memory().map(0, memory);
            fixture.client().interrupts().connect(PciIrq.MSIX, 0, memory.descriptor());

            fixture.client().close();

            assertThatThrownBy(() -> fixture.server().runOnce())
                    .matches(e -> ServerFixture.isErrno(e, Errno.ENOTCONN));
            assertThat(events).containsExactly("reset LOST_CONNECTION");
            assertThat(fixture.server().isAttached()).isFalse();
            assertThatThrownBy(() -> device.memory().read(0, 1))
                    .matches(e -> ServerFixture.isErrno(e, Errno.ENOENT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(Descriptors.count()).isEqualTo(before);
    }

    @Test
    void servesOneClientAfterTheOther() {
        try (VfioUserServer server =
                VfioUserServer.listen(folder.resolve("serve"), builder.build())) {
            server.serve();
            for (int i = 1; i <= 3; i++) {
                try (VfioUserClient client = VfioUserClient.open(server.path())) {
                    client.region(PciRegion.BAR0).write32(0, i);
                    assertThat(client.region(PciRegion.BAR0).read32(0)).isEqualTo(i);
                }
            }
        }
        assertThat(folder.resolve("serve")).doesNotExist();
        assertThat(events).isNotEmpty().containsOnly("reset LOST_CONNECTION");
    }

    @Test
    void quiescesInAnotherThreadWhileItServes() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        VfioUserDevice device =
                builder.quiesce(
                                () -> {
                                    asked.countDown();
                                    return false;
                                })
                        .build();
        try (VfioUserServer server = VfioUserServer.listen(folder.resolve("serve"), device)) {
            server.serve();
            try (VfioUserClient client = VfioUserClient.open(server.path())) {
                int id = client.send(Command.DEVICE_RESET, Payload.EMPTY);
                asked.await();
                // The request may not yet wait when the handler has only just been called.
                await(() -> quiesced(server));
                client.await(id).close();
                assertThat(events).containsExactly("reset DEVICE");
            }
        }
    }

    @Test
    void repliesToRequestWhenQuiesceHandlerHasAFault() {
        VfioUserDevice device =
                builder.quiesce(
                                () -> {
                                    throw new IllegalStateException("a bug");
                                })
                        .build();
        try (ServerFixture fixture = new ServerFixture(folder, device)) {
            int id = fixture.client().send(Command.DEVICE_RESET, Payload.EMPTY);

            assertThatThrownBy(() -> fixture.server().runOnce()).hasMessage("a bug");

            MessageHeader reply =
                    fixture.client().socket().receive(ServerFixture.PATIENCE).header();
            assertThat(reply.id()).isEqualTo(id);
            assertThat(reply.error()).isEqualTo(Errno.EIO.number());
            fixture.client().close();
            assertThatThrownBy(() -> fixture.server().runOnce()).hasMessage("a bug");
            assertThat(fixture.server().isAttached()).isFalse();
            assertThat(events).containsExactly("reset LOST_CONNECTION");
        }
    }

    @Test
    void reportsCallbackThatFailedToClientAndAtClose() {
        VfioUserDevice device =
                builder.bar(
                                2,
                                DeviceRegion.io(
                                        16,
                                        RegionHandler.registers(
                                                (offset, size) -> {
                                                    throw new IllegalStateException("a bug");
                                                },
                                                (offset, size, value) -> {})))
                        .build();
        VfioUserServer server = VfioUserServer.listen(folder.resolve("serve"), device);
        server.serve();
        try (VfioUserClient client = VfioUserClient.open(server.path())) {
            assertThatThrownBy(() -> client.region(PciRegion.BAR2).read8(0))
                    .isInstanceOf(ErrorReplyException.class)
                    .hasMessageContaining("EIO");
            client.region(PciRegion.BAR0).read8(0);
        }

        assertThatThrownBy(server::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a bug");
    }

    private static boolean quiesced(VfioUserServer server) {
        try {
            server.quiesced();
            return true;
        } catch (DeviceException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ServerFixture.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).isPositive();
            Thread.onSpinWait();
        }
    }

    private static Memfd memory() throws IOException {
        return Memfd.create("memory", 4096);
    }

    private static DmaListener listener(List<DmaRange> mapped) {
        return new DmaListener() {
            @Override
            public void mapped(DmaRange range) {
                mapped.add(range);
            }

            @Override
            public void unmapped(DmaRange range) {
                mapped.remove(range);
            }
        };
    }
}
