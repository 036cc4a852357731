package org.qemu.functional.vfiouser.suite;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.wire.Errno;

/** Capabilities of the extended configuration space. */
class ExtendedCapabilitiesTest extends ProtocolTest {
    private static final int SERIAL = 0x03;
    private static final int VENDOR = 0x0b;
    private static final PciCapability NUMBER = PciCapability.serialNumber(8L << 32 | 4);

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

    private static PciCapability vendor(int id, String text) {
        return PciCapability.extendedVendor(id, text.getBytes(US_ASCII));
    }

    private void addAll() {
        server.express();
        server.configHandler(direct);
        assertThat(server.add(NUMBER)).isEqualTo(256);
        assertThat(server.add(vendor(0x1a, "abcde").readOnly())).isEqualTo(268);
        assertThat(server.add(vendor(0x1b, "Hello world.").handled())).isEqualTo(284);
        assertThat(server.add(vendor(0x1c, "Hello world.").handled().at(512))).isEqualTo(512);
        assertThat(server.add(vendor(0x1d, "Hello world.").handled().at(600))).isEqualTo(600);
    }

    @Test
    void refusesExtendedCapabilityOfConventionalDevice() {
        assertErrno(Errno.EINVAL, () -> server.add(NUMBER));
    }

    @Test
    void refusesUnknownCapability() {
        server.express();
        PciCapability unknown =
                PciCapability.extended(
                        ByteBuffer.allocate(12).put(0, (byte) (SERIAL + 99)).array());
        assertErrno(Errno.EOPNOTSUPP, () -> server.add(unknown));
    }

    @ParameterizedTest
    @ValueSource(ints = {4094, 4092, 8192, 512})
    void refusesPositionOfFirstCapability(int position) {
        server.express();
        assertErrno(Errno.EINVAL, () -> server.add(NUMBER.at(position)));
    }

    @Test
    void findsCapabilities() {
        addAll();
        server.realize();
        assertThat(server.find(true, 0, SERIAL)).isEqualTo(256);
        assertThat(header(256)).isEqualTo(SERIAL | 268 << 20);
        assertErrno(Errno.ENOENT, () -> server.find(true, 256, SERIAL));
        int[] vendors = {268, 284, 512, 600};
        int at = 0;
        for (int vendor : vendors) {
            at = server.find(true, at, VENDOR);
            assertThat(at).isEqualTo(vendor);
        }
        assertErrno(Errno.ENOENT, () -> server.find(true, 600, VENDOR));
        assertThat(header(600)).isEqualTo(VENDOR);
    }

    private int header(int offset) {
        return ByteBuffer.wrap(server.config(offset, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 4096, 4095})
    void refusesToSearchFromOutside(int offset) {
        addAll();
        server.realize();
        assertErrno(Errno.EINVAL, () -> server.find(true, offset, SERIAL));
    }

    @Test
    void findsNothingFromBetweenCapabilities() {
        addAll();
        server.realize();
        assertErrno(Errno.ENOENT, () -> server.find(true, 269, SERIAL));
    }

    @Test
    void refusesToWriteHeaders() {
        addAll();
        connect();
        writeConfig(Errno.EPERM, 256, 1);
        writeConfig(Errno.EPERM, 268 + 4, 1);
    }

    @Test
    void refusesToWriteReadOnlyCapability() {
        addAll();
        connect();
        writeConfig(Errno.EPERM, 268 + 8, 1);
        assertThat(readConfig(268 + 8, 5)).isEqualTo("abcde".getBytes(US_ASCII));
    }

    @Test
    void handsAccessesToDevice() {
        addAll();
        connect();
        assertThat(readConfig(284 + 8, 12)).isEqualTo("Hello world.".getBytes(US_ASCII));
        writeConfig(null, 284 + 8, 'B', 'y', 'e');
        assertThat(readConfig(284 + 8, 12)).isEqualTo("Byelo world.".getBytes(US_ASCII));
    }

    @Test
    void refusesToWriteSerialNumber() {
        addAll();
        connect();
        writeConfig(Errno.EPERM, 256 + 4, 1, 0, 0, 0, 2, 0, 0, 0);
        assertThat(readConfig(256 + 4, 8)).isEqualTo(bytes(4, 0, 0, 0, 8, 0, 0, 0));
    }
}
