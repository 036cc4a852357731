package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** The legacy PCI transport (4.1.4.8): registers in the ports of BAR 0. */
public final class VirtioPciLegacy extends VirtioPci {
    private static final int HOST_FEATURES = 0;
    private static final int GUEST_FEATURES = 4;
    private static final int QUEUE_ADDRESS = 8;
    private static final int QUEUE_SIZE = 12;
    private static final int QUEUE_SELECT = 14;
    private static final int QUEUE_NOTIFY = 16;
    private static final int STATUS = 18;
    private static final int INTERRUPTS = 19;
    private static final int CONFIG_VECTOR = 20;
    private static final int QUEUE_VECTOR = 22;
    private static final int CONFIG = 20;
    private static final int CONFIG_WITH_MSIX = 24;

    private final Bar bar;
    private boolean msix;

    private VirtioPciLegacy(PciDevice device, Bar bar) {
        super(device);
        this.bar = bar;
    }

    /** Enable a function and return its legacy transport. */
    public static VirtioPciLegacy of(PciDevice device) {
        device.enable();
        return new VirtioPciLegacy(device, device.map(0));
    }

    /** Return the device type, which is the subsystem ID (4.1.2.2). */
    @Override
    public int deviceType() {
        return pci().config().readw(PciConfig.SUBSYSTEM_ID);
    }

    @Override
    public boolean isModern() {
        return false;
    }

    @Override
    public long offeredFeatures() {
        return bar.readl(HOST_FEATURES);
    }

    @Override
    public void acceptFeatures(long features) {
        bar.writel(GUEST_FEATURES, features);
    }

    @Override
    public int status() {
        return bar.readb(STATUS);
    }

    @Override
    public void setStatus(int status) {
        bar.writeb(STATUS, status);
    }

    /**
     * Return the configuration, which is in the target's byte order, whereas the PCI registers are
     * little-endian.
     */
    @Override
    public Region config() {
        Region config = bar.at(msix ? CONFIG_WITH_MSIX : CONFIG, "virtio configuration");
        return qtest().isBigEndian() ? config.swapped() : config;
    }

    @Override
    public int maxQueueSize(int queue) {
        bar.writew(QUEUE_SELECT, queue);
        return bar.readw(QUEUE_SIZE);
    }

    @Override
    public void startQueue(int queue, RingLayout layout) {
        bar.writew(QUEUE_SELECT, queue);
        bar.writel(QUEUE_ADDRESS, layout.descriptors() / RingLayout.ALIGNMENT);
    }

    @Override
    public void notifyQueue(int queue) {
        bar.writew(QUEUE_NOTIFY, queue);
    }

    /** Return the interrupt reasons; reading acknowledges them. */
    @Override
    public int takeInterrupts() {
        return bar.readb(INTERRUPTS);
    }

    /** Enable MSI-X. The device then has vector registers, and its configuration follows them. */
    @Override
    public Msix enable() {
        Msix enabled = pci().enableMsix();
        msix = true;
        return enabled;
    }

    @Override
    public void setConfigVector(int vector) {
        bar.writew(CONFIG_VECTOR, vector);
        bar.registerw("configuration's vector", CONFIG_VECTOR).expect(vector);
    }

    @Override
    public void setQueueVector(int queue, int vector) {
        bar.writew(QUEUE_SELECT, queue);
        bar.writew(QUEUE_VECTOR, vector);
        bar.registerw("queue's vector", QUEUE_VECTOR).expect(vector);
    }
}
