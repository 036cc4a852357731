package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Region;

/**
 * Message-signaled interrupts (MSI-X) of a function (PCI Local Bus Specification 3.0, 6.8.2): for
 * each vector, the device writes a value to an address.
 */
public final class Msix {
    private static final int CONTROL = 2;
    private static final int TABLE = 4;
    private static final int PENDING = 8;
    private static final int CONTROL_ENABLE = 0x8000;
    private static final int CONTROL_MASK_ALL = 0x4000;
    private static final int CONTROL_SIZE = 0x7ff;
    private static final int BAR_INDEX = 7;
    private static final int ENTRY = 16;
    private static final int ENTRY_CONTROL = 12;

    private final PciDevice device;
    private final int capability;
    private final Region table;
    private final Region pending;

    private Msix(PciDevice device, int capability) {
        this.device = device;
        this.capability = capability;
        this.table = structure(TABLE, "MSI-X table");
        this.pending = structure(PENDING, "MSI-X pending bits");
    }

    static Msix enable(PciDevice device) {
        int capability =
                device.capability(PciConfig.CAPABILITY_MSIX)
                        .orElseThrow(() -> new AssertionError(device + " has no MSI-X"));
        Msix msix = new Msix(device, capability);
        int control = device.config().readw(capability + CONTROL);
        device.config().writew(capability + CONTROL, control | CONTROL_ENABLE);
        device.config()
                .registerw("MSI-X control", capability + CONTROL)
                .expect(CONTROL_ENABLE, CONTROL_ENABLE);
        return msix;
    }

    private Region structure(int which, String name) {
        long where = device.config().readl(capability + which);
        return device.map((int) where & BAR_INDEX).at(where & ~BAR_INDEX, name);
    }

    /** Return the number of vectors, 1 to 2048. */
    public int size() {
        return (device.config().readw(capability + CONTROL) & CONTROL_SIZE) + 1;
    }

    /** Set the address and data of a vector, and unmask it. */
    public void set(int vector, long address, long data) {
        table.writel((long) ENTRY * vector, address);
        table.writel((long) ENTRY * vector + 4, address >>> 32);
        table.writel((long) ENTRY * vector + 8, data);
        setMasked(vector, false);
    }

    /**
     * Mask or unmask a vector: while it is masked, it becomes pending instead of being sent; it is
     * sent when it is unmasked.
     */
    public void setMasked(int vector, boolean masked) {
        table.writel((long) ENTRY * vector + ENTRY_CONTROL, masked ? 1 : 0);
    }

    /** Return whether a vector is masked, by itself or together with all. */
    public boolean isMasked(int vector) {
        return (device.config().readw(capability + CONTROL) & CONTROL_MASK_ALL) != 0
                || (table.readl((long) ENTRY * vector + ENTRY_CONTROL) & 1) != 0;
    }

    /** Return whether a vector is pending. */
    public boolean isPending(int vector) {
        return (pending.readl(vector / 32 * 4L) >>> vector % 32 & 1) != 0;
    }

    /** Disable MSI-X. */
    public void disable() {
        device.config()
                .writew(
                        capability + CONTROL,
                        device.config().readw(capability + CONTROL) & ~CONTROL_ENABLE);
    }
}
