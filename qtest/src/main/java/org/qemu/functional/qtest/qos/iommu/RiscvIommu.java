package org.qemu.functional.qtest.qos.iommu;

import java.nio.ByteOrder;
import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * The RISC-V IOMMU as a PCI function ("RISC-V IOMMU Architecture Specification", version 1.0): a
 * directory with one level, Sv39 and Sv39x4.
 */
public final class RiscvIommu implements Iommu {
    /** The vendor ID of {@code riscv-iommu-pci}. */
    public static final int VENDOR = 0x1b36;

    /** The device ID of {@code riscv-iommu-pci}. */
    public static final int DEVICE = 0x0014;

    /** The cause of a fault: a write, for which the first stage has no mapping. */
    public static final int NO_MAPPING_TO_WRITE = 15;

    /** The cause of a fault: a write, for which the second stage has no mapping. */
    public static final int NO_SECOND_MAPPING_TO_WRITE = 23;

    // Registers, chapter 6.
    private static final int CAPABILITIES = 0x00;
    private static final long CAP_VERSION = 0xff;
    private static final long CAP_VERSION_1_0 = 0x10;
    private static final long CAP_SV39 = 1 << 9;
    private static final long CAP_SV39_X4 = 1 << 17;

    /** Flat tables for message interrupts; with them, contexts have 64 bytes. */
    private static final long CAP_MSI_FLAT = 1 << 22;

    private static final int DIRECTORY = 0x10;
    private static final long ONE_LEVEL = 2;
    private static final int COMMANDS = 0x18;
    private static final int COMMANDS_HEAD = 0x20;
    private static final int COMMANDS_TAIL = 0x24;
    private static final int FAULTS = 0x28;
    private static final int FAULTS_HEAD = 0x30;
    private static final int FAULTS_TAIL = 0x34;
    private static final int COMMANDS_CONTROL = 0x48;
    private static final int FAULTS_CONTROL = 0x4c;
    private static final long QUEUE_ON = 1;
    private static final long QUEUE_IS_ON = 1 << 16;

    /** Of the command queue: memory fault, time-out, illegal command. */
    private static final long COMMAND_ERRORS = 7 << 8;

    // Commands, chapter 4: the operation in 7 bits, the function in 3.
    private static final long FORGET_ALL_MAPPINGS = 1;
    private static final long FORGET_ALL_SECOND_MAPPINGS = 1 | 1 << 7;
    private static final long FENCE = 2;
    private static final long FORGET_ALL_CONTEXTS = 3;

    // Device contexts, chapter 3.1.
    private static final int CONTEXT = 64;
    private static final int CONTEXTS = PageFormat.PAGE / CONTEXT;
    private static final long VALID = 1;

    /** The mode Sv39, and Sv39x4 in the second stage. */
    private static final long MODE = 8L << 60;

    private static final int FAULTS_BITS = 5;
    private static final int FAULT = 32;

    private final QosMachine machine;
    private final Region registers;
    private final long directory;
    private final long faults;
    private final CommandQueue commands;

    private RiscvIommu(QosMachine machine, Region registers) {
        this.machine = machine;
        QTest qtest = machine.qtest();
        this.registers = registers;
        this.directory = page();
        this.faults = page();
        this.commands =
                new CommandQueue(
                        qtest,
                        page(),
                        registers.registerl("cqt", COMMANDS_TAIL),
                        registers.registerl("cqh", COMMANDS_HEAD),
                        (1L << CommandQueue.BITS) - 1);
    }

    private long page() {
        long address = machine.memory().alloc(PageFormat.PAGE);
        machine.qtest().memset(address, PageFormat.PAGE, 0);
        return address;
    }

    /**
     * Enable the first such device of a machine.
     *
     * @throws AssertionError if there is none, or it does not support what this driver uses
     */
    public static RiscvIommu of(QosMachine machine) {
        PciDevice device = machine.pci().get(VENDOR, DEVICE);
        device.enable();
        RiscvIommu iommu = new RiscvIommu(machine, device.map(0));
        iommu.enable();
        return iommu;
    }

    /** Return its registers. */
    public Region registers() {
        return registers;
    }

    private void enable() {
        long needed = CAP_SV39 | CAP_SV39_X4 | CAP_MSI_FLAT;
        registers
                .registerq("capabilities", CAPABILITIES)
                .expect(CAP_VERSION | needed, CAP_VERSION_1_0 | needed);
        // The number of entries is a power of two; the register has the exponent minus 1.
        registers.writeq(COMMANDS, pageNumber(commands.base()) | CommandQueue.BITS - 1);
        registers.writel(COMMANDS_TAIL, 0);
        start("cqcsr", COMMANDS_CONTROL);
        registers.writeq(FAULTS, pageNumber(faults) | FAULTS_BITS - 1);
        registers.writel(FAULTS_HEAD, 0);
        start("fqcsr", FAULTS_CONTROL);
        registers.registerq("ddtp", DIRECTORY).writeAndExpect(pageNumber(directory) | ONE_LEVEL);
    }

    private void start(String name, int control) {
        registers.writel(control, QUEUE_ON);
        registers.registerl(name, control).await(QUEUE_IS_ON, QUEUE_IS_ON);
    }

    private static long pageNumber(long address) {
        return (address / PageFormat.PAGE) << 10;
    }

    @Override
    public Translation attach(PciDevice device, Stages stages) {
        int number = device.address().number();
        if (number >= CONTEXTS) {
            throw new IllegalArgumentException(
                    "%s is not one of the first 8 devices; use addr= with a lower number"
                            .formatted(device));
        }
        Translation translation =
                Translation.create(machine, stages, PageFormat.SV39, PageFormat.SV39_X4);
        long context = directory + (long) CONTEXT * number;
        Region memory = machine.qtest().memory(ByteOrder.LITTLE_ENDIAN);
        memory.writeq(context + 8, translation.second().map(RiscvIommu::pointer).orElse(0L));
        memory.writeq(context + 24, translation.first().map(RiscvIommu::pointer).orElse(0L));
        memory.writeq(context, VALID);
        invalidate();
        return translation;
    }

    private static long pointer(PageTable table) {
        return MODE | table.root() / PageFormat.PAGE;
    }

    @Override
    public void invalidate() {
        commands.execute(
                FORGET_ALL_CONTEXTS, FORGET_ALL_MAPPINGS, FORGET_ALL_SECOND_MAPPINGS, FENCE);
        registers.registerl("cqcsr", COMMANDS_CONTROL).expect(COMMAND_ERRORS, 0);
    }

    @Override
    public Optional<IommuFault> nextFault() {
        long head = registers.readl(FAULTS_HEAD);
        if (head == registers.readl(FAULTS_TAIL)) {
            return Optional.empty();
        }
        Region memory = machine.qtest().memory(ByteOrder.LITTLE_ENDIAN);
        long fault = faults + FAULT * head;
        long header = memory.readq(fault);
        registers.writel(FAULTS_HEAD, head + 1 & (1 << FAULTS_BITS) - 1);
        return Optional.of(
                new IommuFault((int) (header & 0xfff), header >>> 40, memory.readq(fault + 16)));
    }
}
