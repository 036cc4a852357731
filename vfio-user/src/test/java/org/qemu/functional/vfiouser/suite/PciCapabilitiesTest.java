package org.qemu.functional.vfiouser.suite;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.wire.Errno;

/** Capabilities of the conventional configuration space. */
class PciCapabilitiesTest extends ProtocolTest {
    private static final int PM = 0x01;
    private static final int VENDOR = 0x09;
    private static final PciCapability POWER =
            PciCapability.of(new byte[] {PM, 0, 0, 0, 0, 0, 0, 0});
    private static final PciCapability ABC = PciCapability.vendor("abc".getBytes(US_ASCII));
    private static final PciCapability HELLO =
            PciCapability.vendor("Hello world.".getBytes(US_ASCII));

    /** Read and write the configuration space as it is. */
    private final RegionHandler direct =
            new RegionHandler() {
                @Override
                public void read(long offset, ByteBuffer data) {
                    data.put(server.config((int) offset, data.remaining()));
                }

                @Override
                public void write(long offset, ByteBuffer data) {
                    byte[] bytes = new byte[data.remaining()];
                    data.get(bytes);
                    server.setConfig((int) offset, bytes);
                }
            };

    private void addAll() {
        server.configHandler(direct);
        assertThat(server.add(POWER)).isEqualTo(0x40);
        assertThat(server.add(ABC.readOnly())).isEqualTo(0x48);
        // The next multiple of four.
        assertThat(server.add(HELLO.handled())).isEqualTo(0x50);
        assertThat(server.add(HELLO.at(0x80))).isEqualTo(0x80);
        assertThat(server.add(HELLO.at(0x90))).isEqualTo(0x90);
    }

    @Test
    void refusesHandledCapabilityWithoutHandler() {
        assertErrno(Errno.EINVAL, () -> server.add(POWER.handled()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x7f, 0x02})
    void refusesUnknownCapability(int id) {
        PciCapability unknown = PciCapability.of(bytes(id, 0, 0, 0, 0, 0, 0, 0));
        assertErrno(Errno.EOPNOTSUPP, () -> server.add(unknown));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 255, 252})
    void refusesPositionOutsideOfConfigurationSpace(int position) {
        assertErrno(Errno.EINVAL, () -> server.add(POWER.at(position)));
    }

    @Test
    void setsCapabilityListBitOfStatus() {
        server.add(POWER);
        connect();
        assertThat(readConfig(6, 2)).isEqualTo(bytes(0x10, 0));
        assertThat(readConfig(0x34, 1)).isEqualTo(bytes(0x40));
    }

    @Test
    void leavesCapabilityListBitWithoutCapabilities() {
        connect();
        assertThat(readConfig(6, 2)).isEqualTo(bytes(0, 0));
    }

    @Test
    void findsCapabilities() {
        addAll();
        server.realize();
        assertThat(server.find(false, 0, PM)).isEqualTo(0x40);
        assertThat(server.config(0x40, 2)).isEqualTo(bytes(PM, 0x48));
        assertErrno(Errno.ENOENT, () -> server.find(false, 0x40, PM));
        int[] vendors = {0x48, 0x50, 0x80, 0x90};
        int at = 0;
        for (int vendor : vendors) {
            at = server.find(false, at, VENDOR);
            assertThat(at).isEqualTo(vendor);
        }
        assertErrno(Errno.ENOENT, () -> server.find(false, 0x90, VENDOR));
        assertThat(server.config(0x90, 2)).isEqualTo(bytes(VENDOR, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 256, 255})
    void refusesToSearchFromOutside(int offset) {
        addAll();
        server.realize();
        assertErrno(Errno.EINVAL, () -> server.find(false, offset, PM));
    }

    @Test
    void findsNothingFromBetweenCapabilities() {
        addAll();
        server.realize();
        assertErrno(Errno.ENOENT, () -> server.find(false, 0x49, VENDOR));
    }

    @Test
    void refusesToWriteHeaderOfCapability() {
        addAll();
        connect();
        writeConfig(Errno.EPERM, 0x40, 1);
        writeConfig(Errno.EPERM, 0x41, 1);
        assertThat(readConfig(0x40, 2)).isEqualTo(bytes(PM, 0x48));
    }

    @Test
    void refusesToWriteReadOnlyCapability() {
        addAll();
        connect();
        writeConfig(Errno.EPERM, 0x4a, 1);
        assertThat(readConfig(0x4b, 3)).isEqualTo("abc".getBytes(US_ASCII));
    }

    @Test
    void handsAccessesToDevice() {
        addAll();
        connect();
        assertThat(readConfig(0x53, 12)).isEqualTo("Hello world.".getBytes(US_ASCII));
        writeConfig(null, 0x53, 'B', 'y', 'e');
        assertThat(readConfig(0x53, 12)).isEqualTo("Byelo world.".getBytes(US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "0x43, 2, EINVAL",
        "0x42, 1, EINVAL",
        "0x42, 2, EOPNOTSUPP",
        "0x45, 2, EINVAL",
        "0x44, 1, EINVAL",
        "0x46, 1, EOPNOTSUPP",
        "0x47, 1, EOPNOTSUPP"
    })
    void refusesWriteToPowerManagement(String offset, int count, Errno expected) {
        server.add(POWER);
        connect();
        writeConfig(expected, Long.decode(offset), count == 1 ? new int[] {1} : new int[] {1, 2});
    }

    @Test
    void writesPowerState() {
        server.add(POWER);
        connect();
        writeConfig(null, 0x44, 1, 2);
        assertThat(server.config(0x44, 2)).isEqualTo(bytes(1, 2));
    }

    private void connectMsi() {
        // 16 vectors
        server.add(
                PciCapability.of(
                        ByteBuffer.allocate(24).put(0, (byte) 5).put(2, (byte) 8).array()));
        connect();
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0x50, 0x70})
    void refusesMoreMsiVectorsThanThereAre(int control) {
        connectMsi();
        writeConfig(Errno.EINVAL, 0x42, control, control == 0xff ? 0xff : 0);
    }

    @Test
    void enablesMsi() {
        connectMsi();
        writeConfig(null, 0x42, 0x41, 0);
        assertThat(readConfig(0x42, 1)[0] & 0x71).isEqualTo(0x41);
        writeConfig(null, 0x42, new int[22]);
        // The number of vectors that the device has cannot be written.
        assertThat(readConfig(0x40, 24))
                .isEqualTo(ByteBuffer.allocate(24).put(0, (byte) 5).put(2, (byte) 8).array());
    }

    private void connectMsix() {
        server.add(PciCapability.of(ByteBuffer.allocate(12).put(0, (byte) 0x11).array()));
        connect();
    }

    @Test
    void writesOnlyControlBitsOfMsix() {
        connectMsix();
        writeConfig(null, 0x42, 0xff, 0xff);
        assertThat(readConfig(0x40, 4)).isEqualTo(bytes(0x11, 0, 0, 0xc0));
        writeConfig(null, 0x42, 0, 0);
        assertThat(readConfig(0x40, 4)).isEqualTo(bytes(0x11, 0, 0, 0));
    }

    @Test
    void writesUpperByteOfMsixControlAndMore() {
        connectMsix();
        // QEMU does this.
        writeConfig(null, 0x43, 0xc0, 0xff);
        assertThat(readConfig(0x40, 12)).isEqualTo(bytes(0x11, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void writesNothingPastMsixControl() {
        connectMsix();
        writeConfig(null, 0x42, 0, 0x80);
        writeConfig(null, 0x44, 0);
        assertThat(readConfig(0x42, 2)).isEqualTo(bytes(0, 0x80));
    }

    @Test
    void refusesSecondCapabilityAtSamePlace() {
        addAll();
        assertErrno(Errno.EINVAL, () -> server.add(HELLO.at(0x84)));
    }
}
