package org.qemu.functional.vfiouser.internal.device;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.wire.PciIrq;

/**
 * The interrupts of a device, and the descriptors that a client set for them. Any thread of the
 * device may trigger an interrupt.
 */
public final class InterruptTable {
    private final @Nullable InterruptSignal[][] signals;

    /**
     * Create a table without descriptors.
     *
     * @param counts the number of interrupts of each kind
     */
    public InterruptTable(List<Integer> counts) {
        signals = new InterruptSignal[counts.size()][];
        for (int i = 0; i < signals.length; i++) {
            signals[i] = new InterruptSignal[counts.get(i)];
        }
    }

    /** Return the number of interrupts of a kind. */
    public int count(PciIrq kind) {
        return signals[kind.index()].length;
    }

    /** Set the descriptors of interrupts, and close those that they replace. */
    public void set(PciIrq kind, int start, List<? extends InterruptSignal> replacements)
            throws IOException {
        for (int i = 0; i < replacements.size(); i++) {
            replace(kind, start + i, replacements.get(i));
        }
    }

    /** Close the descriptors of interrupts. */
    public void disable(PciIrq kind, int start, int count) throws IOException {
        for (int i = start; i < start + count; i++) {
            replace(kind, i, null);
        }
    }

    /** Close all descriptors. */
    public void disableAll() throws IOException {
        for (PciIrq kind : PciIrq.values()) {
            disable(kind, 0, count(kind));
        }
    }

    /**
     * Trigger an interrupt of a kind.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if the device has no such vector,
     *     ENOENT if the client set no descriptor for it
     */
    public void trigger(PciIrq kind, int vector) {
        if (vector < 0 || vector >= count(kind)) {
            throw DeviceErrors.invalid(
                    "The device has %d interrupts of kind %s, so there is no vector %d"
                            .formatted(count(kind), kind, vector));
        }
        if (!triggerIfSet(kind, vector)) {
            throw DeviceErrors.noEntry(
                    "The client set no descriptor for vector %d of kind %s"
                            .formatted(vector, kind));
        }
    }

    /**
     * Trigger an interrupt of the kind that the client uses: MSI-X, else MSI, else INTx.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if the device has no such vector,
     *     ENOENT if the client set no descriptor for it
     */
    public void trigger(int vector) {
        PciIrq used = PciIrq.INTX;
        for (PciIrq kind : List.of(PciIrq.MSIX, PciIrq.MSI)) {
            if (isUsed(kind)) {
                trigger(kind, vector);
                return;
            }
            used = count(kind) > count(used) ? kind : used;
        }
        trigger(isUsed(PciIrq.INTX) ? PciIrq.INTX : used, vector);
    }

    /** Trigger an interrupt if the client set a descriptor, and tell whether it did. */
    public boolean triggerIfSet(PciIrq kind, int vector) {
        synchronized (signals) {
            InterruptSignal signal = signals[kind.index()][vector];
            if (signal == null) {
                return false;
            }
            try {
                signal.trigger();
            } catch (IOException e) {
                throw DeviceErrors.inputOutput(
                        "Cannot trigger vector %d of kind %s: %s"
                                .formatted(vector, kind, e.getMessage()));
            }
            return true;
        }
    }

    private boolean isUsed(PciIrq kind) {
        synchronized (signals) {
            for (InterruptSignal signal : signals[kind.index()]) {
                if (signal != null) {
                    return true;
                }
            }
            return false;
        }
    }

    private void replace(PciIrq kind, int vector, @Nullable InterruptSignal replacement)
            throws IOException {
        synchronized (signals) {
            InterruptSignal old = signals[kind.index()][vector];
            signals[kind.index()][vector] = replacement;
            if (old != null) {
                old.close();
            }
        }
    }
}
