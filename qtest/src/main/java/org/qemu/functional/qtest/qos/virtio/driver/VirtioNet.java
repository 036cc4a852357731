package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/**
 * A network device with one pair of queues (5.1), without offloads; QEMU's works while the machine
 * runs only.
 */
public final class VirtioNet {
    /** What the device calls itself. */
    public static final int TYPE = 1;

    /** The feature: the device tells how long a packet may be. */
    public static final long MTU = 1L << 3;

    /** The feature: the device has an address. */
    public static final long MAC = 1L << 5;

    /** The feature: a frame may take several buffers. */
    public static final long MERGEABLE_BUFFERS = 1L << 15;

    /** The feature: the device tells of its link. */
    public static final long STATUS = 1L << 16;

    /** The feature: there is a queue for control. */
    public static final long CONTROL = 1L << 17;

    /** The feature: the driver may choose what is received. */
    public static final long CONTROL_RECEIVE = 1L << 18;

    /** The feature: the driver may be asked to tell the network where it is. */
    public static final long ANNOUNCE = 1L << 21;

    /** The feature: the driver may set the address. */
    public static final long CONTROL_MAC = 1L << 23;

    /** A bit of the status: the link is up. */
    public static final int LINK_UP = 1;

    /** A bit of the status: the driver is asked to tell the network where it is. */
    public static final int ANNOUNCE_NEEDED = 2;

    /** A class of commands: what is received. */
    public static final int RECEIVE_CLASS = 0;

    /** A class of commands: addresses. */
    public static final int MAC_CLASS = 1;

    /** A class of commands: announcements. */
    public static final int ANNOUNCE_CLASS = 3;

    /** A command's answer: done. */
    public static final int OK = 0;

    /** A command's answer: refused. */
    public static final int ERROR = 1;

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int CONTROL_QUEUE = 2;
    private static final int MAC_BYTES = 6;
    private static final int STATUS_WORD = 6;
    private static final int MTU_WORD = 10;
    private static final int SMALL_HEADER = 10;
    private static final int HEADER = 12;

    private final VirtioDevice device;
    private final Map<Integer, Loan> given = new HashMap<>();

    /** Drive a device. */
    public VirtioNet(VirtioDevice device) {
        this.device = device;
    }

    /** The device. */
    public VirtioDevice device() {
        return device;
    }

    /** Agree on features, set the queues up and be ready; there are no buffers to receive yet. */
    public VirtioNet start(long features) {
        device.negotiate(features);
        given.clear();
        device.queue(INPUT);
        device.queue(OUTPUT);
        if (device.has(CONTROL)) {
            device.queue(CONTROL_QUEUE);
        }
        device.start();
        return this;
    }

    /** The queue by which frames come. */
    public Virtqueue input() {
        return device.queue(INPUT);
    }

    /** The queue by which frames go. */
    public Virtqueue output() {
        return device.queue(OUTPUT);
    }

    /** The address in the configuration. */
    public byte[] mac() {
        byte[] mac = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i++) {
            mac[i] = (byte) device.transport().config().readb(i);
        }
        return mac;
    }

    /** {@link #LINK_UP} and {@link #ANNOUNCE_NEEDED}; with {@link #STATUS}. */
    public Register status() {
        return device.transport().config().registerw("status", STATUS_WORD);
    }

    /** How long a packet may be; with {@link #MTU}. */
    public Register mtu() {
        return device.transport().config().registerw("mtu", MTU_WORD);
    }

    /**
     * The bytes before each frame: a legacy device tells of the number of buffers only if there may
     * be several (5.1.6.1).
     */
    public int headerSize() {
        return device.transport().isModern() || device.has(MERGEABLE_BUFFERS)
                ? HEADER
                : SMALL_HEADER;
    }

    /** Send a frame and wait until the device has it. */
    public void send(byte[] frame) {
        byte[] bytes = new byte[headerSize() + frame.length];
        System.arraycopy(frame, 0, bytes, headerSize(), frame.length);
        try (Loan loan = device.lend(bytes.length).write(bytes)) {
            output().run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /**
     * Give the device a buffer for what comes.
     *
     * @param size in bytes, with those for the header
     */
    public void offer(int size) {
        Loan room = device.lend(size);
        given.put(input().add(DescriptorChain.of().in(room.address(), size)), room);
        input().kick();
    }

    /**
     * Wait for a frame, in one buffer, or with {@link #MERGEABLE_BUFFERS} in as many as it takes.
     */
    public byte[] receive() {
        byte[] first = take();
        if (first.length < headerSize()) {
            throw new AssertionError(
                    "virtio-net says to have written %d bytes, expected %d of header"
                            .formatted(first.length, headerSize()));
        }
        // Without the feature QEMU leaves the field as it was.
        int buffers =
                device.has(MERGEABLE_BUFFERS)
                        ? ByteBuffer.wrap(first).order(device.transport().order()).getShort(10)
                        : 1;
        ByteBuffer frame = ByteBuffer.allocate(1 << 16);
        frame.put(first, headerSize(), first.length - headerSize());
        for (int i = 1; i < buffers; i++) {
            frame.put(take());
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private byte[] take() {
        UsedBuffer used = input().await();
        try (Loan room = given.remove(used.head())) {
            return Arrays.copyOf(room.read(), (int) used.written());
        }
    }

    /**
     * Send a command; with {@link #CONTROL}.
     *
     * @param kind the class
     * @return {@link #OK} or {@link #ERROR}
     */
    public int control(int kind, int command, byte... data) {
        byte[] bytes = new byte[2 + data.length];
        bytes[0] = (byte) kind;
        bytes[1] = (byte) command;
        System.arraycopy(data, 0, bytes, 2, data.length);
        try (Loan sent = device.lend(bytes.length).write(bytes);
                Loan answer = device.lend(1).write(new byte[] {-1})) {
            device.queue(CONTROL_QUEUE)
                    .run(
                            DescriptorChain.of()
                                    .out(sent.address(), bytes.length)
                                    .in(answer.address(), 1));
            return answer.read()[0] & 0xff;
        }
    }
}
