package org.qemu.functional.qtest.qos.ufs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * A UFS host controller with its device, since QEMU 8.2 (JESD223, UFSHCI 4.0; {@code hw/ufs/ufs.c}
 * in QEMU's source). If the controller has circular queues, the driver uses them, else the
 * doorbell.
 */
public final class Ufs {
    /** Command of the interconnect: start the link. */
    public static final int LINK_STARTUP = 0x16;

    /** Command of the interconnect: enter the state of low power. */
    public static final int HIBERNATE = 0x17;

    /** Command of the interconnect: leave that state. */
    public static final int WAKE_UP = 0x18;

    /** Bit of the interrupt status: the link has left the state of low power. */
    public static final long AWAKE = 1 << 5;

    /** Bit of the interrupt status: the link has entered the state of low power. */
    public static final long HIBERNATES = 1 << 6;

    /** Bit of the interrupt status: a command of the interconnect is complete. */
    public static final long COMMAND_DONE = 1 << 10;

    /** The flag that starts the initialization of the device, and is cleared at its end. */
    public static final int DEVICE_INIT = 0x01;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int CAPABILITIES = 0x00;
    private static final long CAP_SLOTS = 0x1f;
    private static final long CAP_CIRCULAR_QUEUES = 1 << 30;
    private static final int QUEUE_CAPABILITIES = 0x04;
    private static final int INTERRUPTS = 0x20;
    private static final int STATUS = 0x30;
    private static final long STATUS_DEVICE = 1;
    private static final long STATUS_READY = 1 << 1;
    private static final long STATUS_COMMAND_READY = 1 << 3;
    private static final int ENABLE = 0x34;
    private static final int COMMAND = 0x90;
    private static final int ARGUMENT_1 = 0x94;
    private static final int ARGUMENT_2 = 0x98;
    private static final int ARGUMENT_3 = 0x9c;

    /** Of a descriptor: a command of UFS, with an interrupt. */
    private static final int REQUEST = 1 << 28 | 1 << 24;

    private static final int TO_DEVICE = 1 << 25;
    private static final int FROM_DEVICE = 1 << 26;

    /** The status before a request is executed. */
    private static final int NOT_EXECUTED = 0xf;

    /** The offsets in the memory of a request: the reply, and the table of the data's pages. */
    private static final int REPLY = 1024;

    private static final int TABLE = 2048;
    private static final int TABLE_ENTRY = 16;
    private static final int PAGE = GuestAllocator.PAGE;
    private static final int PAGES = (PAGE - TABLE) / TABLE_ENTRY;

    private final PciDevice device;
    private final GuestAllocator memory;
    private final Bar registers;

    private Ufs(PciDevice device, GuestAllocator memory) {
        this.device = device;
        this.memory = memory;
        this.registers = device.map(0);
    }

    /** Enable the PCI function of a controller and return its driver. */
    public static Ufs of(PciDevice device, GuestAllocator memory) {
        device.enable();
        return new Ufs(device, memory);
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
        return registers.registerl("CAP", CAPABILITIES);
    }

    /** Return the register with the interrupt status, whose bits are cleared by writing 1. */
    public Register interrupts() {
        return registers.registerl("IS", INTERRUPTS);
    }

    /** Enable the controller and start the link and the device. */
    public Started start() {
        registers.writel(ENABLE, 1);
        registers.registerl("HCE", ENABLE).await(1, 1);
        registers.registerl("HCS", STATUS).expect(STATUS_COMMAND_READY, STATUS_COMMAND_READY);
        if (command(LINK_STARTUP) != 0) {
            throw new AssertionError("the link of the UFS controller does not start");
        }
        long ready = STATUS_DEVICE | STATUS_READY;
        registers.registerl("HCS", STATUS).expect(ready, ready);
        Started started = new Started(list());
        started.initialize();
        return started;
    }

    /**
     * Execute a command of the interconnect and return its result, 0 for success. The bits of its
     * interrupts stay set, but not that for its completion.
     */
    public long command(int command) {
        registers.writel(ARGUMENT_1, 0);
        registers.writel(ARGUMENT_2, 0);
        registers.writel(ARGUMENT_3, 0);
        registers.writel(COMMAND, command);
        interrupts().await(COMMAND_DONE, COMMAND_DONE);
        interrupts().write(COMMAND_DONE);
        return registers.readl(ARGUMENT_2) & 0xff;
    }

    private TransferList list() {
        long capabilities = capabilities().read();
        QTest qtest = device.qtest();
        if ((capabilities & CAP_CIRCULAR_QUEUES) == 0) {
            int slots = (int) (capabilities & CAP_SLOTS) + 1;
            return new DoorbellList(qtest, memory, registers, slots);
        }
        long configuration = (registers.readl(QUEUE_CAPABILITIES) >>> 16 & 0xff) * 0x200;
        return new CircularQueue(qtest, memory, registers, configuration);
    }

    /** A controller that executes requests. */
    public final class Started {
        private final TransferList list;

        private Started(TransferList list) {
            this.list = list;
        }

        private void initialize() {
            noOperation();
            expectSuccess(query(UfsQuery.setFlag(DEVICE_INIT)));
            boolean done =
                    Poll.until(
                            TIMEOUT,
                            () ->
                                    expectSuccess(query(UfsQuery.readFlag(DEVICE_INIT))).value()
                                            == 0);
            if (!done) {
                throw new AssertionError("the UFS device is not initialized within 10 s");
            }
        }

        private static UfsReply expectSuccess(UfsReply reply) {
            if (reply.status() != 0 || reply.response() != 0) {
                throw new AssertionError(
                        "the UFS device does not initialize itself: status 0x%x, response 0x%02x"
                                .formatted(reply.status(), reply.response()));
            }
            return reply;
        }

        /** Return the maximum number of requests that are executed at the same time. */
        public int depth() {
            return list.depth();
        }

        /** Send a request that does nothing. */
        public UfsReply noOperation() {
            return noOperations(1).get(0);
        }

        /**
         * Send requests that do nothing, and then wait for all of them.
         *
         * @param count at most {@link #depth}
         */
        public List<UfsReply> noOperations(int count) {
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Request request = new Request(UfsUnit.noOperation(), 0, 0);
                requests.add(request);
                list.submit(request.descriptor());
            }
            return requests.stream().map(request -> request.reply(list.await())).toList();
        }

        /** Query flags, attributes and descriptors. */
        public UfsReply query(UfsQuery query) {
            return execute(new Request(UfsUnit.query(query), 0, 0));
        }

        /**
         * Execute a SCSI command that reads.
         *
         * @param unit the number of the logical unit
         * @param command 16 bytes or fewer
         * @param size the size of the data in bytes; 0 for none
         */
        public UfsReply read(int unit, byte[] command, int size) {
            int direction = size == 0 ? 0 : FROM_DEVICE;
            return execute(
                    new Request(UfsUnit.command(unit, command, size, false), size, direction));
        }

        /** Execute a SCSI command that writes. */
        public UfsReply write(int unit, byte[] command, byte[] data) {
            byte[] information = UfsUnit.command(unit, command, data.length, true);
            Request request = new Request(information, data.length, TO_DEVICE);
            device.qtest().bufwrite(request.data, data);
            return execute(request);
        }

        private UfsReply execute(Request request) {
            list.submit(request.descriptor());
            return request.reply(list.await());
        }
    }

    /** A request in memory: the request, its reply, and the table of the pages of its data. */
    private final class Request {
        private final long at = memory.alloc(PAGE);
        private final long data;
        private final int size;
        private final int direction;

        Request(byte[] unit, int size, int direction) {
            if (size > PAGES * PAGE) {
                throw new IllegalArgumentException(
                        "a request has at most %d bytes of data, not %d"
                                .formatted(PAGES * PAGE, size));
            }
            this.size = size;
            this.direction = direction;
            this.data = memory.alloc(Math.max(size, 1));
            QTest qtest = device.qtest();
            qtest.memset(at, PAGE, 0);
            qtest.bufwrite(at, unit);
            qtest.bufwrite(at + TABLE, table());
        }

        private int pages() {
            return (size + PAGE - 1) / PAGE;
        }

        private byte[] table() {
            byte[] bytes = new byte[PAGES * TABLE_ENTRY];
            ByteBuffer table = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int page = 0; page < pages(); page++) {
                int offset = page * PAGE;
                // The size is less 1.
                table.putLong(data + offset).putInt(0).putInt(Math.min(PAGE, size - offset) - 1);
            }
            return bytes;
        }

        byte[] descriptor() {
            return little(TransferList.DESCRIPTOR)
                    .putInt(0, REQUEST | direction)
                    .putInt(TransferList.STATUS, NOT_EXECUTED)
                    .putLong(16, at)
                    .putShort(24, (short) UfsUnit.LONGEST)
                    .putShort(26, (short) (REPLY / 4))
                    .putShort(28, (short) pages())
                    .putShort(30, (short) (TABLE / 4))
                    .array();
        }

        UfsReply reply(int status) {
            QTest qtest = device.qtest();
            byte[] read = direction == FROM_DEVICE ? qtest.bufread(data, size) : new byte[0];
            UfsReply reply = new UfsReply(status, qtest.bufread(at + REPLY, UfsUnit.LONGEST), read);
            memory.free(data);
            memory.free(at);
            return reply;
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
