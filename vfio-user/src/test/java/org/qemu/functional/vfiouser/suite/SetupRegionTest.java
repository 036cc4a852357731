package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;

/** Regions as a device defines them, and accesses to them. */
class SetupRegionTest extends ProtocolTest {
    private static final int MAX_DATA = 1 << 20;

    private final byte[] memory = new byte[4096];
    private int errno;

    private final RegionHandler handler =
            new RegionHandler() {
                @Override
                public void read(long offset, ByteBuffer data) {
                    fail();
                    data.put(memory, (int) offset, data.remaining());
                }

                @Override
                public void write(long offset, ByteBuffer data) {
                    fail();
                    data.get(memory, (int) offset, data.remaining());
                }
            };

    private void fail() {
        if (errno != 0) {
            throw new DeviceException(errno, "the test wants it");
        }
    }

    private static DeviceRegion region(DeviceRegion.Type type, long size) {
        return DeviceRegion.of(type, size);
    }

    private void refused(int index, DeviceRegion region) {
        assertErrno(Errno.EINVAL, () -> server.region(index, region));
    }

    @Test
    void refusesAreaPastEndOfRegion() {
        refused(
                2,
                region(DeviceRegion.Type.MEMORY, 0x4000)
                        .shared(
                                memfd(0x10000).descriptor(),
                                0,
                                new MmapArea(0x2000, 0x1000),
                                new MmapArea(0x3000, 0x2000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 9, 512})
    void refusesIndex(int index) {
        refused(index, region(DeviceRegion.Type.MEMORY, 0x10000));
    }

    @Test
    void refusesConfigurationSpaceAsMemory() {
        refused(PciRegion.CONFIG.index(), region(DeviceRegion.Type.MEMORY, 0x1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void refuses64BitsAtOddIndex(int index) {
        refused(index, region(DeviceRegion.Type.MEMORY_64, 0x1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void refusesBarInUpperHalfOfOther(int index) {
        server.region(index, region(DeviceRegion.Type.MEMORY_64, 0x1000));
        refused(index + 1, region(DeviceRegion.Type.MEMORY, 0x1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void refuses64BitsIfUpperHalfIsInUse(int index) {
        server.region(index + 1, region(DeviceRegion.Type.MEMORY, 0x1000));
        refused(index, region(DeviceRegion.Type.MEMORY_64, 0x1000));
    }

    @Test
    void acceptsBarAfterOtherIsRemoved() {
        server.region(0, region(DeviceRegion.Type.MEMORY_64, 0x1000));
        server.region(0, region(DeviceRegion.Type.IO, 0));
        server.region(1, region(DeviceRegion.Type.MEMORY, 0x1000));
        connect();
    }

    @ParameterizedTest
    @CsvSource({"MEMORY, 12288", "MEMORY, 4097", "IO, 3", "MEMORY_64, 0x3000"})
    void refusesSizeThatIsNoPowerOfTwo(DeviceRegion.Type type, String size) {
        refused(0, region(type, Long.decode(size)));
    }

    @Test
    void handsAllAccessesToConfigurationSpaceToDevice() {
        server.express();
        memory[0] = (byte) 0xcc;
        memory[1] = (byte) 0xcd;
        server.configHandledAlways(handler);
        connect();
        assertThat(readConfig(0, 2)).isEqualTo(bytes(0xcc, 0xcd));
        writeConfig(null, 0, 1, 2, 3);
        assertThat(readConfig(0, 4)).isEqualTo(bytes(1, 2, 3, 0));
    }

    @ParameterizedTest
    @CsvSource({"-1, 256", "-256, 256", "4096, 1", "4095, 2", "0, 4097"})
    void refusesAccessOutsideOfConfigurationSpace(long offset, int count) {
        server.express();
        connect();
        invalid(Command.REGION_READ, RegionAccess.of(7, offset, count));
        invalid(Command.REGION_WRITE, RegionAccess.of(7, offset, ByteBuffer.allocate(count)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "4096, 4", "4094, 4", "0, 8192"})
    void refusesAccessOutsideOfBar(long offset, int count) {
        server.region(0, region(DeviceRegion.Type.IO, 4096).handledBy(handler));
        connect();
        invalid(Command.REGION_READ, RegionAccess.of(0, offset, count));
        invalid(Command.REGION_WRITE, RegionAccess.of(0, offset, ByteBuffer.allocate(count)));
    }

    @Test
    void acceptsAccessOfNoBytes() {
        server.region(0, region(DeviceRegion.Type.IO, 0x1000).handledBy(handler));
        connect();
        RegionAccess nothing = RegionAccess.of(0, 0, 0);
        int size = has(Difference.ACCESS_OF_NO_BYTES_WITHOUT_PAYLOAD) ? 0 : RegionAccess.SIZE;
        assertThat(succeed(Command.REGION_READ, nothing).remaining()).isEqualTo(size);
        assertThat(succeed(Command.REGION_WRITE, nothing).remaining()).isEqualTo(size);
    }

    @Test
    void refusesReadAboveLimit() {
        connect();
        invalid(Command.REGION_READ, RegionAccess.of(7, 0, MAX_DATA + 8));
        invalid(Command.REGION_READ, RegionAccess.of(7, 0, 0xffff_ffffL));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15})
    void refusesShortAccess(int size) {
        connect();
        invalid(Command.REGION_READ, Payload.of(new byte[size]));
        invalid(Command.REGION_WRITE, Payload.of(new byte[size]));
    }

    @Test
    void refusesWriteWithLessDataThanAnnounced() {
        server.region(0, region(DeviceRegion.Type.IO, 0x1000).handledBy(handler));
        connect();
        invalid(Command.REGION_WRITE, new RegionAccess(0, 0, 4, ByteBuffer.allocate(3)));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 9, 512, 0xffff_ffffL})
    void refusesAccessToMissingRegion(long index) {
        connect();
        invalid(Command.REGION_READ, RegionAccess.of(index, 0, 4));
    }

    @Test
    void readsAndWritesBar() {
        server.region(0, region(DeviceRegion.Type.MEMORY, 0x1000).handledBy(handler));
        connect();
        RegionAccess write = RegionAccess.of(0, 0xffc, ByteBuffer.wrap(bytes(1, 2, 3, 4)));
        RegionAccess reply = RegionAccess.decode(succeed(Command.REGION_WRITE, write));
        assertThat(reply).isEqualTo(RegionAccess.of(0, 0xffc, 4));
        assertThat(read(PciRegion.BAR0, 0xffc, 4)).isEqualTo(bytes(1, 2, 3, 4));
        assertThat(read(PciRegion.BAR0, 0, 4096)).hasSize(4096).endsWith(bytes(3, 4));
    }

    @Test
    void handsOnErrorOfDevice() {
        server.region(0, region(DeviceRegion.Type.MEMORY, 0x1000).handledBy(handler));
        connect();
        errno = Errno.EIO.number();
        Session.msg(session, Command.REGION_READ, RegionAccess.of(0, 0, 4), Errno.EIO);
        errno = 0;
        assertThat(read(PciRegion.BAR0, 0, 4)).hasSize(4);
    }

    @Test
    void refusesWriteToReadOnlyRegion() {
        server.region(0, region(DeviceRegion.Type.MEMORY, 0x1000).readOnly().handledBy(handler));
        connect();
        assertThat(read(PciRegion.BAR0, 0, 4)).hasSize(4);
        RegionAccess write = RegionAccess.of(0, 0, ByteBuffer.allocate(4));
        if (has(Difference.READ_ONLY_REGION_IS_WRITTEN)) {
            succeed(Command.REGION_WRITE, write);
        } else {
            invalid(Command.REGION_WRITE, write);
        }
    }
}
