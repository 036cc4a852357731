package org.qemu.functional.qtest.qos.virtio;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/** The MMIO transport (4.2): version 2, and version 1 for legacy devices (4.2.4). */
public final class VirtioMmio implements VirtioTransport {
    /** The value of the first register, {@code virt}. */
    public static final long MAGIC = 0x74726976;

    private static final int VERSION = 0x004;
    private static final int TYPE = 0x008;
    private static final int OFFERED = 0x010;
    private static final int OFFERED_SELECT = 0x014;
    private static final int ACCEPTED = 0x020;
    private static final int ACCEPTED_SELECT = 0x024;
    private static final int PAGE_SIZE = 0x028;
    private static final int QUEUE_SELECT = 0x030;
    private static final int QUEUE_SIZE_MAX = 0x034;
    private static final int QUEUE_SIZE = 0x038;
    private static final int QUEUE_ALIGN = 0x03c;
    private static final int QUEUE_PAGE = 0x040;
    private static final int QUEUE_READY = 0x044;
    private static final int QUEUE_NOTIFY = 0x050;
    private static final int INTERRUPTS = 0x060;
    private static final int INTERRUPTS_ACKNOWLEDGE = 0x064;
    private static final int STATUS = 0x070;
    private static final int QUEUE_DESCRIPTORS = 0x080;
    private static final int QUEUE_AVAILABLE = 0x090;
    private static final int QUEUE_USED = 0x0a0;
    private static final int CONFIG = 0x100;
    private static final int MODERN = 2;

    private final QTest qtest;
    private final Region registers;
    private final boolean modern;

    private VirtioMmio(QTest qtest, Region registers, boolean modern) {
        this.qtest = qtest;
        this.registers = registers;
        this.modern = modern;
    }

    /**
     * Return the transport of the device at an address.
     *
     * @throws AssertionError if there is no virtio slot
     */
    public static VirtioMmio at(QTest qtest, long base) {
        Region registers = qtest.memory(LITTLE_ENDIAN).at(base, "virtio-mmio");
        registers.registerl("magic", 0).expect(MAGIC);
        return new VirtioMmio(qtest, registers, registers.readl(VERSION) >= MODERN);
    }

    @Override
    public QTest qtest() {
        return qtest;
    }

    /** Return the device type; 0 if the slot is empty. */
    @Override
    public int deviceType() {
        return (int) registers.readl(TYPE);
    }

    @Override
    public boolean isModern() {
        return modern;
    }

    @Override
    public long offeredFeatures() {
        return new FeatureWords(registers, OFFERED_SELECT, OFFERED).read();
    }

    @Override
    public void acceptFeatures(long features) {
        new FeatureWords(registers, ACCEPTED_SELECT, ACCEPTED).write(features);
    }

    @Override
    public int status() {
        return (int) registers.readl(STATUS);
    }

    @Override
    public void setStatus(int status) {
        registers.writel(STATUS, status);
        if (status == 0 && !modern) {
            registers.writel(PAGE_SIZE, RingLayout.ALIGNMENT);
        }
    }

    @Override
    public Region config() {
        return registers.at(CONFIG, "virtio configuration");
    }

    @Override
    public int maxQueueSize(int queue) {
        registers.writel(QUEUE_SELECT, queue);
        return (int) registers.readl(QUEUE_SIZE_MAX);
    }

    @Override
    public void startQueue(int queue, RingLayout layout) {
        registers.writel(QUEUE_SELECT, queue);
        registers.writel(QUEUE_SIZE, layout.size());
        if (modern) {
            writeAddress(QUEUE_DESCRIPTORS, layout.descriptors());
            writeAddress(QUEUE_AVAILABLE, layout.available());
            writeAddress(QUEUE_USED, layout.used());
            registers.writel(QUEUE_READY, 1);
        } else {
            registers.writel(QUEUE_ALIGN, RingLayout.ALIGNMENT);
            registers.writel(QUEUE_PAGE, layout.descriptors() / RingLayout.ALIGNMENT);
        }
    }

    private void writeAddress(int register, long address) {
        registers.writel(register, address);
        registers.writel(register + 4, address >>> 32);
    }

    @Override
    public void notifyQueue(int queue) {
        registers.writel(QUEUE_NOTIFY, queue);
    }

    @Override
    public int takeInterrupts() {
        int why = (int) registers.readl(INTERRUPTS);
        registers.writel(INTERRUPTS_ACKNOWLEDGE, why);
        return why;
    }
}
