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
 * A network device with one pair of queues (5.1), without offloads. QEMU's device only works while
 * the machine runs.
 */
public final class VirtioNet {
    /** The virtio device type. */
    public static final int TYPE = 1;

    /** A feature: the device reports the maximum size of a packet. */
    public static final long MTU = 1L << 3;

    /** A feature: the device has a MAC address. */
    public static final long MAC = 1L << 5;

    /** A feature: a frame can span several buffers. */
    public static final long MERGEABLE_BUFFERS = 1L << 15;

    /** A feature: the device reports the status of its link. */
    public static final long STATUS = 1L << 16;

    /** A feature: there is a control queue. */
    public static final long CONTROL = 1L << 17;

    /** A feature: the driver can choose which frames are received. */
    public static final long CONTROL_RECEIVE = 1L << 18;

    /** A feature: the device can ask the driver to announce itself to the network. */
    public static final long ANNOUNCE = 1L << 21;

    /** A feature: the driver can set the MAC address. */
    public static final long CONTROL_MAC = 1L << 23;

    /** A bit of the status: the link is up. */
    public static final int LINK_UP = 1;

    /** A bit of the status: the driver shall announce itself to the network. */
    public static final int ANNOUNCE_NEEDED = 2;

    /** A class of commands: filters for received frames. */
    public static final int RECEIVE_CLASS = 0;

    /** A class of commands: MAC addresses. */
    public static final int MAC_CLASS = 1;

    /** A class of commands: announcements. */
    public static final int ANNOUNCE_CLASS = 3;

    /** The result of a command: success. */
    public static final int OK = 0;

    /** The result of a command: error. */
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

    /** Create a driver for a device. */
    public VirtioNet(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /** Negotiate features, set up the queues and start, without buffers for received frames. */
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

    /** Return the queue for received frames. */
    public Virtqueue input() {
        return device.queue(INPUT);
    }

    /** Return the queue for transmitted frames. */
    public Virtqueue output() {
        return device.queue(OUTPUT);
    }

    /** Return the MAC address in the configuration. */
    public byte[] mac() {
        byte[] mac = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i++) {
            mac[i] = (byte) device.transport().config().readb(i);
        }
        return mac;
    }

    /**
     * Return the register with {@link #LINK_UP} and {@link #ANNOUNCE_NEEDED}; requires {@link
     * #STATUS}.
     */
    public Register status() {
        return device.transport().config().registerw("status", STATUS_WORD);
    }

    /** Return the register with the maximum size of a packet; requires {@link #MTU}. */
    public Register mtu() {
        return device.transport().config().registerw("mtu", MTU_WORD);
    }

    /**
     * Return the size of the header of each frame in bytes; that of a legacy device has the number
     * of buffers only if there can be several (5.1.6.1).
     */
    public int headerSize() {
        return device.transport().isModern() || device.has(MERGEABLE_BUFFERS)
                ? HEADER
                : SMALL_HEADER;
    }

    /** Send a frame and wait until the device has taken it. */
    public void send(byte[] frame) {
        byte[] bytes = new byte[headerSize() + frame.length];
        System.arraycopy(frame, 0, bytes, headerSize(), frame.length);
        try (Loan loan = device.lend(bytes.length).write(bytes)) {
            output().run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /**
     * Give the device a buffer for received frames.
     *
     * @param size the size in bytes, including the header
     */
    public void offer(int size) {
        Loan buffer = device.lend(size);
        given.put(input().add(DescriptorChain.of().in(buffer.address(), size)), buffer);
        input().kick();
    }

    /** Wait for a frame. It is in one buffer, or with {@link #MERGEABLE_BUFFERS} in one or more. */
    public byte[] receive() {
        byte[] first = take();
        if (first.length < headerSize()) {
            throw new AssertionError(
                    "virtio-net reports %d written bytes, expected at least a header of %d bytes"
                            .formatted(first.length, headerSize()));
        }
        // Without the feature, QEMU does not write the field.
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
        try (Loan buffer = given.remove(used.head())) {
            return Arrays.copyOf(buffer.read(), (int) used.written());
        }
    }

    /**
     * Send a command; requires {@link #CONTROL}.
     *
     * @param kind the class of the command
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
