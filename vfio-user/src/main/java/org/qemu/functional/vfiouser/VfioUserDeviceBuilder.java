package org.qemu.functional.vfiouser;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.config.DeviceConfig;
import org.qemu.functional.vfiouser.internal.device.DeviceCallbacks;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.DeviceRegions;
import org.qemu.functional.vfiouser.internal.device.DmaTable;
import org.qemu.functional.vfiouser.internal.device.InterruptTable;
import org.qemu.functional.vfiouser.internal.device.RegionChecks;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/**
 * Describes a PCI device. What is not possible fails with a {@link DeviceException} with EINVAL
 * where it is said.
 */
public final class VfioUserDeviceBuilder {
    /** The most regions of memory that a client may map, unless the device says otherwise. */
    private static final int DEFAULT_DMA_REGIONS = 65535;

    private final Map<PciRegion, DeviceRegion> regions = new EnumMap<>(PciRegion.class);
    private final Map<PciIrq, Integer> interrupts = new EnumMap<>(PciIrq.class);
    private final Map<PciIrq, MaskListener> masks = new EnumMap<>(PciIrq.class);
    private final List<PciCapability> capabilities = new ArrayList<>();
    private final int vendor;
    private final int device;
    private int subsystemVendor;
    private int subsystem;
    private int classCode;
    private int revision;
    private boolean express;
    private int dmaRegions = DEFAULT_DMA_REGIONS;
    private @Nullable DmaListener dmaListener;
    private Consumer<ResetKind> reset = kind -> {};
    private @Nullable QuiesceHandler quiesce;
    private @Nullable MigrationHandler migration;
    private @Nullable RegionHandler configHandler;
    private boolean configHandledAlways;

    VfioUserDeviceBuilder(int vendor, int device) {
        this.vendor = vendor;
        this.device = device;
        interrupts.put(PciIrq.ERR, 1);
        interrupts.put(PciIrq.REQ, 1);
    }

    /** Set the identifiers of the subsystem, 16 bits each. */
    public VfioUserDeviceBuilder subsystem(int subsystemVendorId, int subsystemId) {
        subsystemVendor = subsystemVendorId;
        subsystem = subsystemId;
        return this;
    }

    /** Set the class code: base class, subclass and programming interface, 8 bits each. */
    public VfioUserDeviceBuilder classCode(int base, int subclass, int programmingInterface) {
        classCode = (base & 0xff) << 16 | (subclass & 0xff) << 8 | (programmingInterface & 0xff);
        return this;
    }

    /** Set the revision, 8 bits. */
    public VfioUserDeviceBuilder revision(int newRevision) {
        revision = newRevision;
        return this;
    }

    /**
     * Make the configuration space one of 4096 bytes, with extended capabilities. Without this, it
     * has 256 bytes.
     */
    public VfioUserDeviceBuilder express() {
        express = true;
        return this;
    }

    /** Add a BAR, 0 to 5. */
    public VfioUserDeviceBuilder bar(int index, DeviceRegion region) {
        return region(index, region);
    }

    /** Add a region: BARs 0 to 5, the expansion ROM 6, VGA 8. A region of size 0 removes it. */
    public VfioUserDeviceBuilder region(int index, DeviceRegion region) {
        PciRegion name = RegionChecks.check(regions, index, region);
        if (region.size() == 0) {
            regions.remove(name);
        } else {
            regions.put(name, region);
        }
        return this;
    }

    /**
     * Handle accesses to the configuration space that belong to neither the header nor a
     * capability, and to capabilities that ask for it.
     */
    public VfioUserDeviceBuilder configHandler(RegionHandler handler) {
        configHandler = handler;
        return this;
    }

    /** Handle all accesses to the configuration space. */
    public VfioUserDeviceBuilder configHandledAlways(RegionHandler handler) {
        configHandledAlways = true;
        return configHandler(handler);
    }

    /** Add a capability. */
    public VfioUserDeviceBuilder capability(PciCapability capability) {
        capabilities.add(capability);
        return this;
    }

    /** Set the number of interrupts of a kind. A device with INTx has one. */
    public VfioUserDeviceBuilder interrupts(PciIrq kind, int count) {
        interrupts.put(kind, RegionChecks.checkInterrupts(kind, count));
        return this;
    }

    /** Be told when the client masks or unmasks interrupts of a kind. */
    public VfioUserDeviceBuilder onMask(PciIrq kind, MaskListener listener) {
        masks.put(kind, listener);
        return this;
    }

    /** Limit how many regions of memory a client may map; 65535 without this. */
    public VfioUserDeviceBuilder dmaRegions(int limit) {
        dmaRegions = limit;
        return this;
    }

    /** Be told when the client maps and unmaps memory. */
    public VfioUserDeviceBuilder onDma(DmaListener listener) {
        dmaListener = listener;
        return this;
    }

    /** Do no DMA: what a client maps is forgotten. */
    public VfioUserDeviceBuilder withoutDma() {
        dmaRegions = 0;
        return this;
    }

    /** Be told when the device is reset. To refuse it, throw a {@link DeviceException}. */
    public VfioUserDeviceBuilder onReset(Consumer<ResetKind> listener) {
        reset = listener;
        return this;
    }

    /** Be asked to stop before a request changes what the device's own actions depend on. */
    public VfioUserDeviceBuilder quiesce(QuiesceHandler handler) {
        quiesce = handler;
        return this;
    }

    /** Let a client migrate the device. */
    public VfioUserDeviceBuilder migration(MigrationHandler handler) {
        migration = handler;
        return this;
    }

    /**
     * Return the device.
     *
     * @throws DeviceException if a capability does not fit; see {@link VfioUserDevice#add}
     */
    public VfioUserDevice build() {
        int configSize = express ? ConfigRegisters.EXPRESS_SIZE : ConfigRegisters.CONVENTIONAL_SIZE;
        ConfigRegisters registers = new ConfigRegisters(configSize);
        writeHeader(registers);
        Consumer<ResetKind> resetListener = reset;
        DeviceConfig config =
                new DeviceConfig(
                        registers,
                        configHandler,
                        () -> resetListener.accept(ResetKind.FUNCTION_LEVEL));
        regions.forEach((index, region) -> RegionChecks.define(config, index, region));
        if (interrupts.getOrDefault(PciIrq.INTX, 0) > 0) {
            config.defineInterruptPin();
        }
        capabilities.forEach(config::add);
        Map<PciRegion, DeviceRegion> all = new EnumMap<>(regions);
        all.put(PciRegion.CONFIG, DeviceRegion.of(DeviceRegion.Type.IO, configSize));
        RegionHandler configAccess =
                configHandledAlways && configHandler != null ? configHandler : config;
        List<Integer> counts =
                Stream.of(PciIrq.values()).map(kind -> interrupts.getOrDefault(kind, 0)).toList();
        return new VfioUserDevice(
                registers,
                new DeviceModel(
                        config,
                        new DeviceRegions(all, configAccess),
                        new InterruptTable(counts),
                        dmaRegions == 0 ? null : new DmaTable(dmaRegions),
                        new DeviceCallbacks(
                                resetListener,
                                quiesce,
                                migration,
                                dmaListener,
                                Map.copyOf(masks))));
    }

    private void writeHeader(ConfigRegisters registers) {
        registers.put16(0x00, vendor);
        registers.put16(0x02, device);
        registers.put32(0x08, classCode << 8 | (revision & 0xff));
        registers.put16(0x2c, subsystemVendor);
        registers.put16(0x2e, subsystem);
    }
}
