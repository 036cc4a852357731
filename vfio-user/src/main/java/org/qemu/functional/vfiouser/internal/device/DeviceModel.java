package org.qemu.functional.vfiouser.internal.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.DmaRange;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.internal.config.DeviceConfig;

/** A device as the server of its client sees it. */
public final class DeviceModel {
    private final DeviceConfig config;
    private final DeviceRegions regions;
    private final InterruptTable interrupts;
    private final @Nullable DmaTable dma;
    private final DeviceCallbacks callbacks;
    private final MigrationMachine migration = new MigrationMachine();
    private volatile @Nullable DmaMessages messages;

    /**
     * Create a device.
     *
     * @param dma the table of mapped memory, or null if the device does no DMA
     */
    public DeviceModel(
            DeviceConfig config,
            DeviceRegions regions,
            InterruptTable interrupts,
            @Nullable DmaTable dma,
            DeviceCallbacks callbacks) {
        this.config = config;
        this.regions = regions;
        this.interrupts = interrupts;
        this.dma = dma;
        this.callbacks = callbacks;
    }

    /** Return the configuration space. */
    public DeviceConfig config() {
        return config;
    }

    /** Return the regions. */
    public DeviceRegions regions() {
        return regions;
    }

    /** Return the interrupts. */
    public InterruptTable interrupts() {
        return interrupts;
    }

    /** Return the table of mapped memory, or null if the device does no DMA. */
    public @Nullable DmaTable dma() {
        return dma;
    }

    /** Return what the author of the device wants to be told. */
    public DeviceCallbacks callbacks() {
        return callbacks;
    }

    /** Return the migration state. */
    public MigrationMachine migration() {
        return migration;
    }

    /** Return who saves and restores the device, or null if it cannot be migrated. */
    public @Nullable MigrationHandler migrationHandler() {
        return callbacks.migration();
    }

    /** Return how the client's memory is accessed by messages; null without a client. */
    public @Nullable DmaMessages messages() {
        return messages;
    }

    /** Set how the client's memory is accessed by messages. */
    public void connect(DmaMessages newMessages) {
        messages = newMessages;
    }

    /** Remove all mapped memory, and tell the device before. */
    public void unmapAll() {
        if (dma != null) {
            runAll(dma.all().stream().map(region -> (Runnable) () -> unmap(region)).toList());
        }
    }

    /** Remove a region of mapped memory, and tell the device before. */
    public void unmap(DmaRegion region) {
        DmaListener listener = callbacks.dma();
        try {
            if (listener != null) {
                listener.unmapped(range(region));
            }
        } finally {
            close(region);
        }
    }

    /** Return what a device is told of a region of mapped memory. */
    public static DmaRange range(DmaRegion region) {
        return new DmaRange(
                region.address(),
                region.size(),
                region.isReadable(),
                region.isWritable(),
                region.backing() != null);
    }

    /** Return to the state without a client, and tell the device. */
    public void disconnect() {
        messages = null;
        runAll(
                List.of(
                        this::unmapAll,
                        this::stopLogging,
                        migration::reset,
                        this::closeInterrupts,
                        () -> callbacks.reset().accept(ResetKind.LOST_CONNECTION)));
    }

    /** Run all steps, also after one of them has thrown: nothing of the client may be left. */
    private static void runAll(List<Runnable> steps) {
        RuntimeException first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void stopLogging() {
        if (dma != null) {
            dma.stopLogging();
        }
    }

    private void closeInterrupts() {
        try {
            interrupts.disableAll();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the client's eventfds", e);
        }
    }

    private void close(DmaRegion region) {
        try {
            if (dma != null) {
                dma.remove(region);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the file of DMA region " + region, e);
        }
    }
}
