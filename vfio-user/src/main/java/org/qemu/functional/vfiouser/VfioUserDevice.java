package org.qemu.functional.vfiouser;

import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.IoDescriptor;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/**
 * A PCI device written in Java. A {@link VfioUserServer} offers it to a client such as QEMU:
 *
 * <pre>{@code
 * VfioUserDevice device =
 *         VfioUserDevice.builder(0x1234, 0x11e8)
 *                 .bar(0, DeviceRegion.memory(4096, RegionHandler.registers(this::get, this::set)))
 *                 .interrupts(PciIrq.INTX, 1)
 *                 .build();
 * try (VfioUserServer server = VfioUserServer.listen(path, device)) {
 *     server.serve();
 *     …
 * }
 * }</pre>
 */
public final class VfioUserDevice {
    private final ConfigRegisters config;
    private final DeviceModel model;
    private final DmaMemory memory;
    private final DeviceInterrupts interrupts;

    VfioUserDevice(ConfigRegisters config, DeviceModel model) {
        this.config = config;
        this.model = model;
        memory = new DmaMemory(model);
        interrupts = new DeviceInterrupts(model.interrupts());
    }

    /**
     * Begin to describe a device.
     *
     * @param vendor the vendor's identifier, 16 bits
     * @param device the vendor's identifier of the device, 16 bits
     */
    public static VfioUserDeviceBuilder builder(int vendor, int device) {
        return new VfioUserDeviceBuilder(vendor, device);
    }

    /** Return the configuration space as the device sees it, without write masks. */
    public ConfigRegisters config() {
        return config;
    }

    /** Return the memory that the client mapped for the device. */
    public DmaMemory memory() {
        return memory;
    }

    /** Return the interrupts. */
    public DeviceInterrupts interrupts() {
        return interrupts;
    }

    /** Return the migration state; RUNNING for a device that no client migrates. */
    public MigrationState migrationState() {
        return model.migration().state();
    }

    /**
     * Add a capability and return its offset in the configuration space.
     *
     * @throws DeviceException EINVAL if it does not fit where it is to go or there is no handler
     *     for it, ENOTSUP if its identifier is unknown, ENOSPC if no space is left
     */
    public int add(PciCapability capability) {
        return model.config().add(capability);
    }

    /**
     * Return the offset of the next capability with an identifier.
     *
     * @param extended whether to look in the extended configuration space
     * @param after the offset of the capability to begin behind, or 0 for the first one
     * @throws DeviceException ENOENT if there is none, EINVAL if the offset is outside of the
     *     configuration space
     */
    public int findCapability(boolean extended, int after, int id) {
        return model.config().next(extended, after, id);
    }

    /**
     * Let the client signal writes to a part of a region by an eventfd, without a message.
     *
     * @param offset where the part begins in the region, in bytes
     * @param length the size of the part in bytes
     * @param descriptor the eventfd, which remains the caller's; null to send none
     * @param flags {@code KVM_IOEVENTFD_FLAG_…} of linux/kvm.h
     * @param match the value that is to be written, if the flags say so
     * @throws DeviceException EINVAL if the part is not in the region
     */
    public void addIoDescriptor(
            PciRegion region,
            long offset,
            long length,
            @Nullable FileDescriptor descriptor,
            int flags,
            long match) {
        model.regions().add(region, new IoDescriptor(offset, length, descriptor, flags, match));
    }

    DeviceModel model() {
        return model;
    }
}
