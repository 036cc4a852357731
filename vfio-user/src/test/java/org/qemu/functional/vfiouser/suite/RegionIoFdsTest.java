package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.IoSubRegion;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsReply;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;

class RegionIoFdsTest extends ProtocolTest {
    private static final int WIDTH = 8;
    private static final int MAX_DATA = 1 << 20;

    private final List<Eventfd> eventfds = new ArrayList<>();

    @BeforeEach
    void connectDevice() {
        server.region(
                1,
                DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000)
                        .shared(memfd(65536).descriptor(), 0x8000, new MmapArea(0x2000, 0x1000)));
        server.region(
                2,
                DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000)
                        .shared(memfd(65536).descriptor(), 0x8000, new MmapArea(0x2000, 0x1000)));
        server.region(5, DeviceRegion.of(DeviceRegion.Type.IO, 0x8000));
        server.realize();
        for (int i = 0; i < 6; i++) {
            eventfds.add(add(2, i));
        }
        reconnect(VersionMessage.of(Capabilities.of(8, MAX_DATA))).close();
    }

    private Eventfd add(int region, int position) {
        Eventfd eventfd = eventfd();
        server.addEventfd(region, (long) position * WIDTH, WIDTH, eventfd.descriptor());
        return eventfd;
    }

    private static long room(int count) {
        return RegionIoFdsReply.SIZE + (long) IoSubRegion.SIZE * count;
    }

    private static RegionIoFdsRequest request(long argsz, long index) {
        return new RegionIoFdsRequest(argsz, 0, index, 0);
    }

    private Message ask(long argsz, int index) {
        return Session.msg(session, Command.DEVICE_GET_REGION_IO_FDS, request(argsz, index), null);
    }

    private static RegionIoFdsReply decode(Message reply) {
        return RegionIoFdsReply.decode(reply.payload());
    }

    @Test
    void refusesShortRequest() {
        invalid(Command.DEVICE_GET_REGION_IO_FDS, Payload.of(new byte[15]));
    }

    @Test
    void refusesFlags() {
        invalid(Command.DEVICE_GET_REGION_IO_FDS, new RegionIoFdsRequest(room(5), 1, 2, 0));
    }

    @Test
    void refusesCount() {
        invalid(Command.DEVICE_GET_REGION_IO_FDS, new RegionIoFdsRequest(room(5), 0, 2, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, MAX_DATA + 1, 0xffff_ffffL})
    void refusesArgsz(long argsz) {
        invalid(Command.DEVICE_GET_REGION_IO_FDS, request(argsz, 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 0, 9, 512, 0xffff_ffffL})
    void refusesMissingRegion(long index) {
        invalid(Command.DEVICE_GET_REGION_IO_FDS, request(512, index));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void tellsThatRegionHasNoDescriptors(int index) {
        try (Message reply = ask(512, index)) {
            assertThat(decode(reply))
                    .isEqualTo(new RegionIoFdsReply(RegionIoFdsReply.SIZE, 0, index, 0, List.of()));
            assertThat(reply.descriptors().isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 10})
    void sendsAllDescriptorsNewestFirst(int room) throws Exception {
        try (Message reply = ask(room(room), 2)) {
            assertThat(reply.descriptors().size()).isEqualTo(6);
            List<IoSubRegion> parts = decode(reply).subRegions();
            assertThat(parts).hasSize(6);
            for (int i = 0; i < 6; i++) {
                IoSubRegion part = parts.get(i);
                assertThat(part.offset()).isEqualTo(40L - (long) WIDTH * i);
                assertThat(part.length()).isEqualTo(WIDTH);
                assertThat(part).isInstanceOf(IoSubRegion.Ioeventfd.class);
                Eventfd.signal(reply.descriptors().get((int) part.descriptorIndex()));
                assertThat(eventfds.get(5 - i).take()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void sendsNoDescriptorsWithoutRoomForAll(int room) {
        try (Message reply = ask(room(room), 2)) {
            assertThat(reply.descriptors().isEmpty()).isTrue();
            assertThat(reply.payload().getInt(0)).isEqualTo((int) room(6));
        }
    }

    @Test
    void sendsSharedDescriptorOnce() throws Exception {
        Eventfd shared = eventfd();
        server.addEventfd(2, 6L * WIDTH, WIDTH, shared.descriptor());
        server.addEventfd(2, 7L * WIDTH, WIDTH, shared.descriptor());
        try (Message reply = ask(room(8), 2)) {
            RegionIoFdsReply parts = decode(reply);
            assertThat(parts.count()).isEqualTo(8);
            assertThat(parts.argsz()).isEqualTo(room(8));
            assertThat(reply.descriptors().size()).isEqualTo(7);
            IoSubRegion first = parts.subRegions().get(0);
            IoSubRegion second = parts.subRegions().get(1);
            assertThat(first.descriptorIndex()).isEqualTo(second.descriptorIndex());
            assertThat(first.offset()).isNotEqualTo(second.offset());
            Eventfd.signal(reply.descriptors().get((int) first.descriptorIndex()));
            assertThat(shared.take()).isEqualTo(1);
        }
    }

    @Test
    void namesPartsWithoutDescriptor() throws Exception {
        Eventfd one = add(5, 0);
        server.addEventfd(5, WIDTH, WIDTH, null);
        Eventfd other = add(5, 2);
        server.addEventfd(5, 3L * WIDTH, WIDTH, null);
        server.addEventfd(5, 4L * WIDTH, WIDTH, other.descriptor());
        try (Message reply = ask(room(5), 5)) {
            assertThat(decode(reply).subRegions())
                    .extracting(IoSubRegion::descriptorIndex)
                    .containsExactly(
                            0L, IoSubRegion.NO_DESCRIPTOR, 0L, IoSubRegion.NO_DESCRIPTOR, 1L);
            assertThat(reply.descriptors().size()).isEqualTo(2);
            // All eventfds share one inode, so a count tells them apart.
            Eventfd.signal(reply.descriptors().get(0));
            assertThat(other.take()).isEqualTo(1);
            assertThat(one.take()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x8000, 0x8000 - 4, 0x8000 - 0x800})
    void refusesPartPastEndOfRegion(long offset) {
        Eventfd eventfd = eventfd();
        assertErrno(
                Errno.EINVAL, () -> server.addEventfd(2, offset, (int) PAGE, eventfd.descriptor()));
    }

    @Test
    void leaksNoDescriptor() {
        ask(room(6), 2).close();
        int before = Descriptors.count();
        ask(room(6), 2).close();
        assertThat(Descriptors.count()).isEqualTo(before);
    }
}
