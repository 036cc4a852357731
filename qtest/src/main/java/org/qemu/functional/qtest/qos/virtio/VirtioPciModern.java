package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** The PCI transport of version 1 (4.1): registers at the locations that capabilities specify. */
public final class VirtioPciModern extends VirtioPci {
    private static final int STRUCTURE = 3;
    private static final int BAR = 4;
    private static final int OFFSET = 8;
    private static final int MULTIPLIER = 16;
    private static final int COMMON = 1;
    private static final int NOTIFY = 2;
    private static final int ISR = 3;
    private static final int DEVICE = 4;

    private static final int OFFERED_SELECT = 0;
    private static final int OFFERED = 4;
    private static final int ACCEPTED_SELECT = 8;
    private static final int ACCEPTED = 12;
    private static final int CONFIG_VECTOR = 16;
    private static final int STATUS = 20;
    private static final int QUEUE_SELECT = 22;
    private static final int QUEUE_SIZE = 24;
    private static final int QUEUE_VECTOR = 26;
    private static final int QUEUE_ENABLE = 28;
    private static final int QUEUE_NOTIFY_OFFSET = 30;
    private static final int QUEUE_DESCRIPTORS = 32;
    private static final int QUEUE_AVAILABLE = 40;
    private static final int QUEUE_USED = 48;

    /** The PCI device ID of virtio type 0 (4.1.2.1). */
    private static final int FIRST_ID = 0x1040;

    private static final int LEGACY_IDS = 0x1000;

    private final Region common;
    private final Region notifications;
    private final Region interrupts;
    private final Region config;
    private final long multiplier;

    private VirtioPciModern(PciDevice device) {
        super(device);
        common = structure(COMMON, "virtio common configuration");
        notifications = structure(NOTIFY, "virtio notifications");
        interrupts = structure(ISR, "virtio interrupts");
        config = structure(DEVICE, "virtio configuration");
        multiplier = device.config().readl(capability(NOTIFY) + MULTIPLIER);
    }

    /** Enable a function and return its modern transport; transitional devices support it too. */
    public static VirtioPciModern of(PciDevice device) {
        device.enable();
        return new VirtioPciModern(device);
    }

    private int capability(int structure) {
        return pci().capabilities().stream()
                .filter(found -> found.id() == PciConfig.CAPABILITY_VENDOR)
                .map(PciDevice.Capability::offset)
                .filter(offset -> pci().config().readb(offset + STRUCTURE) == structure)
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "%s has no virtio structure %d; is it a legacy device?"
                                                .formatted(pci(), structure)));
    }

    private Region structure(int structure, String name) {
        int capability = capability(structure);
        int bar = pci().config().readb(capability + BAR);
        return pci().map(bar).at(pci().config().readl(capability + OFFSET), name);
    }

    @Override
    public int deviceType() {
        int id = pci().deviceId();
        return id >= FIRST_ID
                ? id - FIRST_ID
                : id >= LEGACY_IDS ? pci().config().readw(PciConfig.SUBSYSTEM_ID) : 0;
    }

    @Override
    public boolean isModern() {
        return true;
    }

    @Override
    public long offeredFeatures() {
        return new FeatureWords(common, OFFERED_SELECT, OFFERED).read();
    }

    @Override
    public void acceptFeatures(long features) {
        new FeatureWords(common, ACCEPTED_SELECT, ACCEPTED).write(features);
    }

    @Override
    public int status() {
        return common.readb(STATUS);
    }

    @Override
    public void setStatus(int status) {
        common.writeb(STATUS, status);
    }

    @Override
    public Region config() {
        return config;
    }

    @Override
    public int maxQueueSize(int queue) {
        common.writew(QUEUE_SELECT, queue);
        return common.readw(QUEUE_SIZE);
    }

    @Override
    public void startQueue(int queue, RingLayout layout) {
        common.writew(QUEUE_SELECT, queue);
        common.writew(QUEUE_SIZE, layout.size());
        writeAddress(QUEUE_DESCRIPTORS, layout.descriptors());
        writeAddress(QUEUE_AVAILABLE, layout.available());
        writeAddress(QUEUE_USED, layout.used());
        common.writew(QUEUE_ENABLE, 1);
    }

    /** Write an address as two halves, which every device supports (4.1.3.1). */
    private void writeAddress(int register, long address) {
        common.writel(register, address);
        common.writel(register + 4, address >>> 32);
    }

    @Override
    public void notifyQueue(int queue) {
        common.writew(QUEUE_SELECT, queue);
        notifications.writew(common.readw(QUEUE_NOTIFY_OFFSET) * multiplier, queue);
    }

    /** Return the interrupt reasons; reading acknowledges them. */
    @Override
    public int takeInterrupts() {
        return interrupts.readb(0);
    }

    @Override
    public Msix enable() {
        return pci().enableMsix();
    }

    @Override
    public void setConfigVector(int vector) {
        common.writew(CONFIG_VECTOR, vector);
        common.registerw("configuration's vector", CONFIG_VECTOR).expect(vector);
    }

    @Override
    public void setQueueVector(int queue, int vector) {
        common.writew(QUEUE_SELECT, queue);
        common.writew(QUEUE_VECTOR, vector);
        common.registerw("queue's vector", QUEUE_VECTOR).expect(vector);
    }
}
