package org.qemu.functional.qtest.qos.iommu;

import java.nio.ByteOrder;
import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Arm's SMMUv3 ("Arm System Memory Management Unit Architecture Specification, version 3", IHI
 * 0070): a linear stream table, tables of 4 KiB, the non-secure state.
 */
public final class Smmuv3 implements Iommu {
    /** The cause of a fault: there is no mapping (7.3.13). */
    public static final int NO_MAPPING = 0x10;

    /** Of Arm's virt ({@code hw/arm/virt.c}). */
    private static final long OF_VIRT = 0x0905_0000L;

    // Registers, chapter 6.3.
    private static final int IDR0 = 0x00;
    private static final long IDR0_STAGES = 3;
    private static final int CR0 = 0x20;
    private static final int CR0_ACK = 0x24;
    private static final long CR0_ON = 1;
    private static final long CR0_EVENTS = 1 << 2;
    private static final long CR0_COMMANDS = 1 << 3;
    private static final int GERROR = 0x60;
    private static final int STREAM_TABLE = 0x80;
    private static final int STREAM_TABLE_CONFIG = 0x88;
    private static final int COMMANDS = 0x90;
    private static final int COMMANDS_TAIL = 0x98;
    private static final int COMMANDS_HEAD = 0x9c;
    private static final int EVENTS = 0xa0;
    private static final int EVENTS_TAIL = 0x1_00a8;
    private static final int EVENTS_HEAD = 0x1_00ac;

    // Commands, chapter 4.
    private static final long FORGET_ALL_CONFIGURATION = 0x04 | 31L << 32;
    private static final long FORGET_ALL_MAPPINGS = 0x30;
    private static final long SYNC = 0x46;

    // Stream table entries and context descriptors, chapter 5, 64 bytes each.
    private static final int ENTRY = 64;
    private static final int STREAMS_BITS = 8;
    private static final long VALID = 1;
    private static final int CONFIG = 1;
    private static final long BYPASS = 4;
    private static final long WITH_FIRST = 1;
    private static final long WITH_SECOND = 2;

    /** 44 bits with tables from level 0, 48 bits of output, AArch64, faults are recorded. */
    private static final long SECOND_STAGE = 20L << 32 | 2L << 38 | 5L << 48 | 1L << 51 | 1L << 58;

    /**
     * 48 bits from the first base only, 44 bits of output, AArch64, faults are recorded and abort,
     * ASID 1.
     */
    private static final long FIRST_STAGE =
            16 | 1L << 30 | 1L << 31 | 4L << 32 | 1L << 41 | 1L << 45 | 1L << 46 | 1L << 48;

    /** The bits of an index, one of which says how often the ring was passed. */
    private static final int EVENTS_BITS = 5;

    private static final int EVENT = 32;

    private final QosMachine machine;
    private final Region registers;
    private final long streams;
    private final long events;
    private final CommandQueue commands;

    private Smmuv3(QosMachine machine, long base) {
        this.machine = machine;
        QTest qtest = machine.qtest();
        this.registers = qtest.memory(ByteOrder.LITTLE_ENDIAN).at(base, "SMMUv3");
        this.streams = zeros(ENTRY << STREAMS_BITS);
        this.events = zeros(EVENT << EVENTS_BITS);
        this.commands =
                new CommandQueue(
                        qtest,
                        zeros(CommandQueue.SIZE),
                        registers.registerl("CMDQ_PROD", COMMANDS_TAIL),
                        registers.registerl("CMDQ_CONS", COMMANDS_HEAD),
                        (2L << CommandQueue.BITS) - 1);
    }

    private long zeros(int size) {
        long address = machine.memory().alloc(size, Math.max(size, PageFormat.PAGE));
        machine.qtest().memset(address, size, 0);
        return address;
    }

    /** Enable the SMMU of Arm's {@code -machine virt,iommu=smmuv3}. */
    public static Smmuv3 ofVirt(QosMachine machine) {
        Smmuv3 smmu = new Smmuv3(machine, OF_VIRT);
        smmu.enable();
        return smmu;
    }

    /** Return its registers. */
    public Region registers() {
        return registers;
    }

    private void enable() {
        registers.registerl("IDR0", IDR0).expect(IDR0_STAGES, IDR0_STAGES);
        registers.writel(CR0, 0);
        registers.registerl("CR0ACK", CR0_ACK).await(CR0_ON, 0);
        registers.writeq(STREAM_TABLE, streams);
        registers.writel(STREAM_TABLE_CONFIG, STREAMS_BITS);
        registers.writeq(COMMANDS, commands.base() | CommandQueue.BITS);
        registers.writel(COMMANDS_TAIL, 0);
        registers.writel(COMMANDS_HEAD, 0);
        registers.writeq(EVENTS, events | EVENTS_BITS);
        registers.writel(EVENTS_TAIL, 0);
        registers.writel(EVENTS_HEAD, 0);
        long all = CR0_ON | CR0_EVENTS | CR0_COMMANDS;
        registers.writel(CR0, all);
        registers.registerl("CR0ACK", CR0_ACK).await(all, all);
    }

    @Override
    public Translation attach(PciDevice device, Stages stages) {
        Translation translation =
                Translation.create(machine, stages, PageFormat.ARM_FIRST, PageFormat.ARM_SECOND);
        long entry = streams + (long) ENTRY * device.address().number();
        long config =
                BYPASS
                        | (stages.hasFirst() ? WITH_FIRST : 0)
                        | (stages.hasSecond() ? WITH_SECOND : 0);
        long context = translation.first().map(first -> context(translation, first)).orElse(0L);
        Region memory = machine.qtest().memory(ByteOrder.LITTLE_ENDIAN);
        memory.writeq(entry + 16, stages.hasSecond() ? SECOND_STAGE : 0);
        memory.writeq(entry + 24, translation.second().map(PageTable::root).orElse(0L));
        memory.writeq(entry, VALID | config << CONFIG | context);
        invalidate();
        return translation;
    }

    /** Create a context descriptor, and return the address by which the SMMU reaches it. */
    private long context(Translation translation, PageTable first) {
        long descriptor = zeros(ENTRY);
        Region memory = machine.qtest().memory(ByteOrder.LITTLE_ENDIAN);
        memory.writeq(descriptor + 8, first.root());
        memory.writeq(descriptor, FIRST_STAGE);
        return translation.reachable(descriptor);
    }

    @Override
    public void invalidate() {
        commands.execute(FORGET_ALL_CONFIGURATION, FORGET_ALL_MAPPINGS, SYNC);
        registers.registerl("GERROR", GERROR).expect(0);
    }

    @Override
    public Optional<IommuFault> nextFault() {
        long head = registers.readl(EVENTS_HEAD);
        if (head == registers.readl(EVENTS_TAIL)) {
            return Optional.empty();
        }
        Region memory = machine.qtest().memory(ByteOrder.LITTLE_ENDIAN);
        long event = events + EVENT * (head & (1 << EVENTS_BITS) - 1);
        IommuFault fault =
                new IommuFault(
                        memory.readb(event), memory.readl(event + 4), memory.readq(event + 16));
        registers.writel(EVENTS_HEAD, head + 1 & (2 << EVENTS_BITS) - 1);
        return Optional.of(fault);
    }
}
