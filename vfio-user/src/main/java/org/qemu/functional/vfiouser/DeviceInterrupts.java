package org.qemu.functional.vfiouser;

import org.qemu.functional.vfiouser.internal.device.InterruptTable;
import org.qemu.functional.vfiouser.wire.PciIrq;

/** Triggers the interrupts of a device. Any thread may use it, also outside of a request. */
public final class DeviceInterrupts {
    private final InterruptTable table;

    DeviceInterrupts(InterruptTable table) {
        this.table = table;
    }

    /** Return how many interrupts of a kind the device has. */
    public int count(PciIrq kind) {
        return table.count(kind);
    }

    /**
     * Trigger a vector of the kind that the client uses: MSI-X, else MSI, else INTx.
     *
     * @throws DeviceException EINVAL if the device has no such vector, ENOENT if the client set no
     *     descriptor for it
     */
    public void trigger(int vector) {
        table.trigger(vector);
    }

    /**
     * Trigger an interrupt.
     *
     * @throws DeviceException EINVAL if the device has no such vector, ENOENT if the client set no
     *     descriptor for it
     */
    public void trigger(PciIrq kind, int vector) {
        table.trigger(kind, vector);
    }

    /** Trigger a vector as {@link #trigger(int)} if the client set a descriptor for it. */
    public boolean triggerIfSet(int vector) {
        try {
            table.trigger(vector);
            return true;
        } catch (DeviceException e) {
            if (e.errno() == org.qemu.functional.vfiouser.internal.DeviceErrors.ENOENT) {
                return false;
            }
            throw e;
        }
    }
}
