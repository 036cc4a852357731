package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;

/** The life of a server, and the header of a new device. */
class LifecycleTest extends ProtocolTest {
    @Test
    void runsNothingBeforeItIsRealized() {
        assertErrno(Errno.EINVAL, () -> server.run());
    }

    @Test
    void runsNothingWithoutClient() {
        server.realize();
        assertErrno(Errno.ENOTCONN, () -> server.run());
    }

    @Test
    void runsNothingWithoutRequest() {
        connect();
        assertThat(server.run()).isZero();
    }

    @Test
    void closeResetsDeviceWithoutQuiesce() {
        List<ResetKind> resets = new ArrayList<>();
        int[] quiesces = {0};
        server.dma(new RecordedDma());
        server.quiesce(
                () -> {
                    quiesces[0]++;
                    return true;
                });
        server.onReset(resets::add);
        connect();
        server.close();
        assertThat(quiesces[0]).isZero();
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
    }

    @Test
    void setsTypesOfBars() {
        server.region(0, DeviceRegion.of(DeviceRegion.Type.IO, 4096));
        server.region(1, DeviceRegion.of(DeviceRegion.Type.MEMORY, 4096));
        server.region(2, DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 1 << 20));
        server.region(4, DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 1 << 30).prefetchable());
        connect();
        assertThat(readConfig(0x10, 4)).isEqualTo(bytes(1, 0, 0, 0));
        assertThat(readConfig(0x14, 4)).isEqualTo(bytes(0, 0, 0, 0));
        assertThat(readConfig(0x18, 4)).isEqualTo(bytes(4, 0, 0, 0));
        assertThat(readConfig(0x20, 4)).isEqualTo(bytes(0xc, 0, 0, 0));
    }

    @Test
    void setsInterruptPin() {
        server.interrupts(PciIrq.INTX, 1);
        connect();
        assertThat(readConfig(0x3d, 1)).isEqualTo(bytes(1));
    }

    @Test
    void setsNoInterruptPinWithoutIntx() {
        server.interrupts(PciIrq.MSIX, 1);
        connect();
        assertThat(readConfig(0x3d, 1)).isEqualTo(bytes(0));
    }

    @Test
    void setsCapabilityBitOfPciExpressDevice() {
        server.express();
        assertThat(server.add(PciCapability.powerManagement())).isEqualTo(0x40);
        connect();
        assertThat(readConfig(6, 1)).isEqualTo(bytes(0x10));
    }
}
