package org.qemu.functional.vfiouser.suite;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;

/** The capability of PCI Express: function level reset, device and link control. */
class PciExpressTest extends ProtocolTest {
    private final List<ResetKind> resets = new ArrayList<>();
    private int quiesces;

    @BeforeEach
    void connectDevice() {
        server.onReset(resets::add);
        server.quiesce(
                () -> {
                    quiesces++;
                    return true;
                });
        connect();
        assertThat(server.add(PciCapability.express(true))).isEqualTo(0x40);
    }

    @Test
    void resetsFunction() {
        writeConfig(null, 0x48, 0, 0x80);
        assertThat(resets).containsExactly(ResetKind.FUNCTION_LEVEL);
        assertThat(quiesces).isEqualTo(1);
    }

    @Test
    void resetsNothingWithoutTheBit() {
        writeConfig(null, 0x48, 0, 0);
        assertThat(resets).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0x47, 1", "0x47, 3", "0x49, 1", "0x49, 3"})
    void refusesAccessAcrossRegisters(String offset, int count) {
        byte[] data = new byte[count];
        RegionAccess write = RegionAccess.of(7, Long.decode(offset), ByteBuffer.wrap(data));
        Session.msg(session, Command.REGION_WRITE, write, Errno.EINVAL).close();
    }

    @Test
    void writesDeviceControl2() {
        int position = server.find(false, 0, 0x10);
        writeConfig(null, position + 40, 0xde, 0xad);
        assertThat(readConfig(position + 40, 2)).isEqualTo(bytes(0xde, 0xad));
    }

    @Test
    void writesLinkControl2() {
        int position = server.find(false, 0, 0x10);
        writeConfig(null, position + 48, 0xbe, 0xef);
        assertThat(readConfig(position + 48, 2)).isEqualTo(bytes(0xbe, 0xef));
    }

    @Test
    void addsVendorCapabilityToRunningDevice() {
        int position = server.add(PciCapability.vendor("abc".getBytes(US_ASCII)));
        assertThat(readConfig(position + 3, 3)).isEqualTo("abc".getBytes(US_ASCII));
    }
}
