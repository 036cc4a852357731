package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/** The configuration space of a device: registers, capabilities, and the accesses of a client. */
public final class DeviceConfig implements RegionHandler {
    private static final int INTERRUPT_PIN = 0x3d;

    private final ConfigRegisters registers;
    private final HeaderWrites header;
    private final CapabilityList capabilities;
    private final ConfigAccesses accesses;
    private final @Nullable RegionHandler rest;

    /**
     * Create the configuration space of a device.
     *
     * @param rest handles what is neither header nor capability, and capabilities that ask for it
     * @param functionLevelReset resets the device; it may throw
     */
    public DeviceConfig(
            ConfigRegisters registers, @Nullable RegionHandler rest, Runnable functionLevelReset) {
        this.registers = registers;
        this.rest = rest;
        header = new HeaderWrites(registers);
        capabilities = new CapabilityList(registers);
        accesses =
                new ConfigAccesses(
                        registers,
                        header,
                        capabilities,
                        new ExpressCapability(functionLevelReset),
                        rest);
    }

    /** Let a client find a BAR of this size and type. */
    public void defineBar(
            int index, long size, boolean memory, boolean wide, boolean prefetchable) {
        header.defineBar(index, new RegionLayout(size, memory, wide, prefetchable));
    }

    /** Let a client find an expansion ROM of this size in bytes. */
    public void defineRom(long size) {
        header.defineRom(size);
    }

    /** Let a client find the interrupt INTA#. */
    public void defineInterruptPin() {
        registers.put8(INTERRUPT_PIN, 1);
    }

    /**
     * Add a capability and return its offset.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if it does not fit where it is to
     *     go or there is no handler for it, ENOTSUP if its identifier is unknown, ENOSPC if no
     *     space is left
     */
    public int add(PciCapability capability) {
        if (capability.isHandled() && rest == null) {
            throw DeviceErrors.invalid(
                    "A capability asks for the handler of the configuration space, but there is none");
        }
        return capabilities.add(capability);
    }

    /** Return the offset of the next capability; see {@link CapabilityList#next}. */
    public int next(boolean inExtended, int after, int id) {
        return capabilities.next(inExtended, after, id);
    }

    /** Tell whether a write to an offset may ask for a function level reset. */
    public boolean mayReset(long offset) {
        return accesses.mayReset(offset);
    }

    @Override
    public void read(long offset, ByteBuffer data) {
        accesses.read(offset, data);
    }

    @Override
    public void write(long offset, ByteBuffer data) {
        accesses.write(offset, data);
    }
}
