package org.qemu.functional.vfiouser.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** A device with everything that a client can reach, which does DMA when it is written. */
final class FuzzDevice implements MigrationHandler, AutoCloseable {
    private final Memfd shared = Memfd.create("shared", 0x8000);
    private final Eventfd doorbell = Eventfd.create();
    private final VfioUserDevice device;

    FuzzDevice() throws IOException {
        device =
                VfioUserDevice.builder(0x1234, 0x5678)
                        .express()
                        .bar(
                                0,
                                DeviceRegion.memory(
                                        4096, RegionHandler.registers(this::read, this::write)))
                        .bar(
                                2,
                                DeviceRegion.of(DeviceRegion.Type.MEMORY_64, 0x8000)
                                        .shared(
                                                shared,
                                                new MmapArea(0x2000, 0x1000),
                                                new MmapArea(0x4000, 0x2000)))
                        .interrupts(PciIrq.INTX, 1)
                        .interrupts(PciIrq.MSI, 4)
                        .interrupts(PciIrq.MSIX, 16)
                        .onMask(PciIrq.MSIX, (start, count, masked) -> {})
                        .capability(PciCapability.powerManagement())
                        .capability(PciCapability.msi(4))
                        .capability(PciCapability.msix(16, 0, 0x800, 0, 0xc00))
                        .capability(PciCapability.express(true))
                        .capability(PciCapability.serialNumber(1))
                        .dmaRegions(64)
                        .quiesce(() -> true)
                        .migration(this)
                        .build();
        device.addIoDescriptor(PciRegion.BAR0, 0, 4, doorbell.descriptor(), 0, 0);
    }

    VfioUserDevice device() {
        return device;
    }

    private long read(long offset, int size) {
        return offset == 0 ? device.memory().read32(0x10000) : offset;
    }

    private void write(long offset, int size, long value) {
        device.memory().write64(value & 0x1ffff, value);
        device.interrupts().triggerIfSet((int) value & 0xf);
    }

    @Override
    public void enter(MigrationState state) {}

    @Override
    public void save(ByteBuffer data) {
        data.position(data.limit() / 2);
    }

    @Override
    public void restore(ByteBuffer data) {
        data.position(data.limit());
    }

    @Override
    public void close() throws IOException {
        try (shared) {
            doorbell.close();
        }
    }
}
