package org.qemu.functional.qtest.qos.nvme;

import java.nio.ByteOrder;
import java.util.function.Function;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * An NVMe controller ("NVM Express Base Specification" 1.4; {@code hw/nvme/ctrl.c} in QEMU's
 * source), with pages of 4 KiB.
 */
public final class Nvme {
    /** The size of what {@link NvmeCommand#IDENTIFY} returns, in bytes. */
    public static final int IDENTIFICATION = 4096;

    /** The size of a block of QEMU's namespaces by default, in bytes. */
    public static final int BLOCK = 512;

    /** Identify: a namespace. */
    private static final int OF_NAMESPACE = 0;

    /** Identify: the controller. */
    private static final int OF_CONTROLLER = 1;

    private static final int CAPABILITIES = 0x00;
    private static final int CONFIGURATION = 0x14;
    private static final long ENABLE = 1;

    /** Commands of 2^6 bytes and completions of 2^4. */
    private static final long ENTRY_SIZES = 6 << 16 | 4 << 20;

    private static final int STATUS = 0x1c;
    private static final long READY = 1;
    private static final int ADMIN_SIZES = 0x24;
    private static final int ADMIN_COMMANDS = 0x28;
    private static final int ADMIN_COMPLETIONS = 0x30;
    private static final int DOORBELLS = 0x1000;

    /** Of a created queue: it is contiguous. */
    private static final int CONTIGUOUS = 1;

    /** Of a created completion queue: interrupts are enabled. */
    private static final int INTERRUPTS = 2;

    private static final int PAGE = GuestAllocator.PAGE;

    private final PciDevice device;
    private final GuestAllocator memory;
    private final Bar registers;
    private NvmeQueue admin;

    private Nvme(PciDevice device, GuestAllocator memory) {
        this.device = device;
        this.memory = memory;
        this.registers = device.map(0);
        this.admin = queue(0);
    }

    /** Enable the PCI function of a controller and return its driver. */
    public static Nvme of(PciDevice device, GuestAllocator memory) {
        device.enable();
        return new Nvme(device, memory);
    }

    /** Return the PCI function. */
    public PciDevice device() {
        return device;
    }

    /** Return its registers. */
    public Region registers() {
        return registers;
    }

    /** Return the register with its capabilities. */
    public Register capabilities() {
        return registers.registerq("CAP", CAPABILITIES);
    }

    private NvmeQueue queue(int number) {
        long stride = 4L << (capabilities().read() >>> 32 & 0xf);
        long tail = DOORBELLS + 2L * number * stride;
        return new NvmeQueue(
                device.qtest(),
                memory,
                number,
                registers.registerl("tail doorbell of queue " + number, tail),
                registers.registerl("head doorbell of queue " + number, tail + stride));
    }

    /** Reset the controller and start it with a new administration queue. */
    public Nvme start() {
        stop();
        admin = queue(0);
        int last = NvmeQueue.ENTRIES - 1;
        registers.writel(ADMIN_SIZES, last | last << 16);
        registers.writeq(ADMIN_COMMANDS, admin.commands());
        registers.writeq(ADMIN_COMPLETIONS, admin.completions());
        registers.writel(CONFIGURATION, ENTRY_SIZES | ENABLE);
        status().await(READY, READY);
        return this;
    }

    /** Stop the controller, which deletes all queues. */
    public void stop() {
        registers.writel(CONFIGURATION, 0);
        status().await(READY, 0);
    }

    /** Return the register with its status; bit 0 says that it is ready. */
    public Register status() {
        return registers.registerl("CSTS", STATUS);
    }

    /** Return the administration queue. */
    public NvmeQueue admin() {
        return admin;
    }

    /** Create a queue for reading and writing, without interrupts. */
    public NvmeQueue createQueue(int number) {
        return create(queue(number), CONTIGUOUS);
    }

    /** Create a queue whose completions raise an interrupt vector. */
    public NvmeQueue createQueue(int number, int vector) {
        return create(queue(number), CONTIGUOUS | INTERRUPTS | vector << 16);
    }

    private NvmeQueue create(NvmeQueue queue, int completionFlags) {
        int what = queue.number() | ((NvmeQueue.ENTRIES - 1) << 16);
        admin.run(
                NvmeCommand.of(NvmeCommand.CREATE_COMPLETION_QUEUE, 0, what, completionFlags)
                        .withData(queue.completions(), 0));
        admin.run(
                NvmeCommand.of(
                                NvmeCommand.CREATE_SUBMISSION_QUEUE,
                                0,
                                what,
                                CONTIGUOUS | queue.number() << 16)
                        .withData(queue.commands(), 0));
        return queue;
    }

    /** Delete a queue. */
    public void deleteQueue(NvmeQueue queue) {
        admin.run(NvmeCommand.of(NvmeCommand.DELETE_SUBMISSION_QUEUE, 0, queue.number()));
        admin.run(NvmeCommand.of(NvmeCommand.DELETE_COMPLETION_QUEUE, 0, queue.number()));
    }

    /** Return the identification of the controller, {@link #IDENTIFICATION} bytes. */
    public byte[] identify() {
        return identify(0, OF_CONTROLLER);
    }

    /** Return the identification of a namespace, {@link #IDENTIFICATION} bytes. */
    public byte[] identify(int namespace) {
        return identify(namespace, OF_NAMESPACE);
    }

    private byte[] identify(int namespace, int what) {
        NvmeCommand command = NvmeCommand.of(NvmeCommand.IDENTIFY, namespace, what);
        return withBuffer(
                IDENTIFICATION,
                0,
                address -> {
                    admin.run(command.withData(address, 0));
                    return device.qtest().bufread(address, IDENTIFICATION);
                });
    }

    /**
     * Read blocks.
     *
     * @param first the number of the first block
     * @param blocks the number of blocks, 1 or more
     */
    public byte[] read(NvmeQueue queue, int namespace, long first, int blocks) {
        return read(queue, namespace, first, blocks, 0);
    }

    /** Read blocks into a buffer that begins at an offset in a page. */
    public byte[] read(NvmeQueue queue, int namespace, long first, int blocks, int offset) {
        int size = blocks * BLOCK;
        return withBuffer(
                size,
                offset,
                address -> {
                    transfer(queue, NvmeCommand.READ, namespace, first, address, size);
                    return device.qtest().bufread(address, size);
                });
    }

    /**
     * Write blocks.
     *
     * @param first the number of the first block
     * @param data the new content, whose size is a multiple of {@link #BLOCK}
     */
    public void write(NvmeQueue queue, int namespace, long first, byte[] data) {
        withBuffer(
                data.length,
                0,
                address -> {
                    device.qtest().bufwrite(address, data);
                    transfer(queue, NvmeCommand.WRITE, namespace, first, address, data.length);
                    return data;
                });
    }

    private byte[] withBuffer(int size, int offset, Function<Long, byte[]> use) {
        long buffer = memory.alloc((long) size + offset);
        try {
            return use.apply(buffer + offset);
        } finally {
            memory.free(buffer);
        }
    }

    private void transfer(
            NvmeQueue queue, int opcode, int namespace, long first, long address, int size) {
        NvmeCommand command =
                NvmeCommand.of(
                        opcode, namespace, (int) first, (int) (first >>> 32), size / BLOCK - 1);
        long next = (address & -PAGE) + PAGE;
        long end = address + size;
        if (end <= next + PAGE) {
            queue.run(command.withData(address, end <= next ? 0 : next));
            return;
        }
        long list = listOfPages(next, end);
        queue.run(command.withData(address, list));
        memory.free(list);
    }

    /**
     * Write a list of the pages of a buffer.
     *
     * @throws IllegalArgumentException if the list is longer than a page
     */
    private long listOfPages(long begin, long end) {
        if ((end - begin + PAGE - 1) / PAGE > PAGE / 8) {
            throw new IllegalArgumentException(
                    "a transfer has at most %d pages; use fewer blocks".formatted(PAGE / 8));
        }
        QTest qtest = device.qtest();
        long list = memory.alloc(PAGE);
        long entry = list;
        for (long page = begin; page < end; page += PAGE) {
            qtest.memory(ByteOrder.LITTLE_ENDIAN).writeq(entry, page);
            entry += 8;
        }
        return list;
    }
}
