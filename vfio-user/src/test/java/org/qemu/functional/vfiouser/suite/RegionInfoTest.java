package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;

class RegionInfoTest extends ProtocolTest {
    private static final int READ_WRITE = RegionInfo.READ | RegionInfo.WRITE;
    private static final int MAPPABLE = READ_WRITE | RegionInfo.MMAP;
    private static final MmapArea[] TWO = {
        new MmapArea(0x2000, 0x1000), new MmapArea(0x4000, 0x2000)
    };

    private RegionInfo info(long room, long index) {
        return RegionInfo.decode(
                succeed(Command.DEVICE_GET_REGION_INFO, RegionInfo.request(room, index)));
    }

    private FileDescriptor file() {
        return memfd(0x10000).descriptor();
    }

    private void sparse(int index) {
        server.region(
                index,
                DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000).shared(file(), 0x8000, TWO));
    }

    private static RegionInfo plain(int flags, int index, long length) {
        return new RegionInfo(RegionInfo.SIZE, flags, index, 0, length, 0, List.of());
    }

    @Test
    void refusesShortRequest() {
        connect();
        invalid(Command.DEVICE_GET_REGION_INFO, Payload.of(new byte[8]));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 31})
    void refusesSmallArgsz(long argsz) {
        connect();
        invalid(Command.DEVICE_GET_REGION_INFO, RegionInfo.request(argsz, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 512, 0x8000_0000L, 0xffff_ffffL})
    void refusesUnknownIndex(long index) {
        connect();
        invalid(Command.DEVICE_GET_REGION_INFO, RegionInfo.request(RegionInfo.SIZE, index));
    }

    @ParameterizedTest
    @ValueSource(longs = {32, 40, 4096})
    void describesRegionWithoutMapping(long argsz) {
        server.region(1, DeviceRegion.of(DeviceRegion.Type.MEMORY, PAGE));
        connect();
        assertThat(info(argsz, 1)).isEqualTo(plain(READ_WRITE, 1, PAGE));
    }

    @Test
    void describesReadOnlyRegion() {
        server.region(1, DeviceRegion.of(DeviceRegion.Type.MEMORY, PAGE).readOnly());
        connect();
        assertThat(info(RegionInfo.SIZE, 1)).isEqualTo(plain(RegionInfo.READ, 1, PAGE));
    }

    @ParameterizedTest
    @ValueSource(longs = {32, 79})
    void leavesOutAreasWithoutRoomForThem(long argsz) {
        sparse(2);
        connect();
        assertThat(info(argsz, 2))
                .isEqualTo(new RegionInfo(80, MAPPABLE, 2, 0, 0x8000, 0x8000, List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {80, 4096})
    void sendsAreasAndDescriptor(long argsz) throws Exception {
        FileDescriptor file = file();
        server.region(
                2, DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000).shared(file, 0x8000, TWO));
        connect();
        RegionInfo request = RegionInfo.request(argsz, 2);
        try (Message reply = Session.msg(session, Command.DEVICE_GET_REGION_INFO, request, null)) {
            assertThat(RegionInfo.decode(reply.payload()))
                    .isEqualTo(
                            new RegionInfo(
                                    80,
                                    MAPPABLE | RegionInfo.CAPS,
                                    2,
                                    32,
                                    0x8000,
                                    0x8000,
                                    List.of(TWO)));
            assertThat(reply.descriptors().size()).isEqualTo(1);
            assertThat(Descriptors.isSameFile(reply.descriptors().get(0), file)).isTrue();
        }
    }

    @Test
    void sendsNineAreas() {
        MmapArea[] nine =
                IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> new MmapArea(0x1000L * i, 0x1000))
                        .toArray(MmapArea[]::new);
        server.region(
                3, DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x10000).shared(file(), 0, nine));
        connect();
        assertThat(info(RegionInfo.SIZE, 3).argsz()).isEqualTo(192);
        assertThat(info(192, 3).areas()).containsExactly(nine);
    }

    @Test
    void describesWholeMappedRegion() {
        server.region(2, DeviceRegion.of(DeviceRegion.Type.MEMORY, 0x8000).shared(file(), 0));
        connect();
        RegionInfo info = info(4096, 2);
        assertThat(info.flags() & RegionInfo.MMAP).isNotZero();
        assertThat(info.areas()).containsExactly(new MmapArea(0, 0x8000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 8})
    void describesMissingRegion(int index) {
        connect();
        assertThat(info(RegionInfo.SIZE, index)).isEqualTo(plain(0, index, 0));
    }

    @Test
    void describesConfigurationSpaceOfPciExpress() {
        server.express();
        connect();
        assertThat(info(RegionInfo.SIZE + 8, 7)).isEqualTo(plain(READ_WRITE, 7, 4096));
    }

    @Test
    void describesConventionalConfigurationSpace() {
        connect();
        assertThat(info(RegionInfo.SIZE + 8, 7)).isEqualTo(plain(READ_WRITE, 7, 256));
    }

    private int probe(int bar) {
        int offset = 0x10 + 4 * bar;
        byte[] before = readConfig(offset, 4);
        writeConfig(null, offset, 0xff, 0xff, 0xff, 0xff);
        byte[] size = readConfig(offset, 4);
        writeConfig(null, offset, before[0], before[1], before[2], before[3]);
        return (size[0] & 0xff)
                | (size[1] & 0xff) << 8
                | (size[2] & 0xff) << 16
                | (size[3] & 0xff) << 24;
    }

    @Test
    void revealsSizesOf32BitBars() {
        server.express();
        server.region(1, DeviceRegion.of(DeviceRegion.Type.MEMORY, 4096));
        server.region(2, DeviceRegion.of(DeviceRegion.Type.MEMORY, 8192));
        server.region(3, DeviceRegion.of(DeviceRegion.Type.MEMORY, 16384));
        server.region(4, DeviceRegion.of(DeviceRegion.Type.IO, 256));
        connect();
        int missing = has(Difference.MISSING_BAR_IS_IO) ? 1 : 0;
        assertThat(IntStream.range(0, 6).map(this::probe))
                .containsExactly(missing, -4096, -8192, -16384, -256 | 1, missing);
    }

    @Test
    void revealsSizesOf64BitBars() {
        server.express();
        server.region(0, DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 4L << 30));
        server.region(2, DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 8L << 30));
        server.region(4, DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 16L << 30));
        connect();
        assertThat(IntStream.range(0, 6).map(this::probe)).containsExactly(4, -1, 4, -2, 4, -4);
        assertThat(info(RegionInfo.SIZE, PciRegion.BAR4.index()).length()).isEqualTo(16L << 30);
    }
}
