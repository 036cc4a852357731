package org.qemu.functional.vfiouser.internal.device;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.MaskListener;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.QuiesceHandler;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.wire.PciIrq;

/**
 * What the author of a device wants to be told.
 *
 * @param reset told of resets
 * @param quiesce stops the device before some requests, if it does anything by itself
 * @param migration saves and restores the device, if it can be migrated
 * @param dma told of mapped memory
 * @param masks told of masked interrupts, by their kind
 */
public record DeviceCallbacks(
        Consumer<ResetKind> reset,
        @Nullable QuiesceHandler quiesce,
        @Nullable MigrationHandler migration,
        @Nullable DmaListener dma,
        Map<PciIrq, MaskListener> masks) {}
