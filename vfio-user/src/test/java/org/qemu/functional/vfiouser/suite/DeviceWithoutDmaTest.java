package org.qemu.functional.vfiouser.suite;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;

class DeviceWithoutDmaTest extends ProtocolTest {
    @Test
    void refusesToLogDirtyPages() {
        connect();
        invalid(
                Command.DEVICE_FEATURE,
                DeviceFeature.set(
                        Feature.DMA_LOGGING_START, new DmaLoggingControl(PAGE, List.of())));
        invalid(
                Command.DEVICE_FEATURE,
                DeviceFeature.get(
                        Feature.DMA_LOGGING_REPORT,
                        DmaLoggingReport.request(0, 16 * PAGE, PAGE),
                        DmaLoggingReport.SIZE + Long.BYTES));
    }

    @Test
    void ignoresMappedMemory() {
        connect();
        succeed(Command.DMA_MAP, DmaMap.of(DmaMap.READ, 0, 0, PAGE), memfd(PAGE).descriptor());
        succeed(Command.DMA_UNMAP, DmaUnmap.of(0, PAGE));
    }
}
