package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * A console device with several ports (5.3); it sends and receives {@link VirtioSerialMessage}s.
 */
public final class VirtioSerial {
    /** The virtio device type. */
    public static final int TYPE = 3;

    /** A feature: there are several ports and control queues. */
    public static final long MULTIPORT = 1L << 1;

    /** A feature: the driver can write a byte without a queue. */
    public static final long EMERGENCY_WRITE = 1L << 2;

    private static final int MAX_NR_PORTS = 4;
    private static final int EMERG_WR = 8;
    private static final int CONTROL_IN = 2;
    private static final int CONTROL_OUT = 3;
    private static final int MESSAGES = 16;
    private static final int MESSAGE_BUFFER = 64;

    private final VirtioDevice device;

    /** The buffers that the device has, by queue and head. */
    private final Map<Integer, Map<Integer, Loan>> given = new HashMap<>();

    /** Create a driver for a device. */
    public VirtioSerial(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /**
     * Negotiate features, set up the queues of the first port and, if they exist, the control
     * queues, and start.
     */
    public VirtioSerial start(long features) {
        device.negotiate(features);
        given.clear();
        input(0);
        output(0);
        if (device.has(MULTIPORT)) {
            device.queue(CONTROL_IN);
            device.queue(CONTROL_OUT);
        }
        device.start();
        if (device.has(MULTIPORT)) {
            for (int i = 0; i < MESSAGES; i++) {
                give(CONTROL_IN, MESSAGE_BUFFER);
            }
            device.queue(CONTROL_IN).kick();
        }
        return this;
    }

    /** Return the register with the maximum number of ports; requires {@link #MULTIPORT}. */
    public Register maxPorts() {
        return device.transport().config().registerl("max_nr_ports", MAX_NR_PORTS);
    }

    /**
     * Return the register to which a byte can be written, as the lowest of 32 bits; requires {@link
     * #EMERGENCY_WRITE}.
     */
    public Register emergencyWrite() {
        return device.transport().config().registerb("emerg_wr", EMERG_WR);
    }

    /** Return the queue for the bytes that a port receives. */
    public Virtqueue input(int port) {
        return device.queue(inputNumber(port));
    }

    /** Return the queue for the bytes that a port sends. */
    public Virtqueue output(int port) {
        return device.queue(inputNumber(port) + 1);
    }

    /** Return the number of a port's input queue; the second pair of queues is for control. */
    private static int inputNumber(int port) {
        return port == 0 ? 0 : 2 + 2 * port;
    }

    private void give(int queue, int size) {
        Loan buffer = device.lend(size);
        int head = device.queue(queue).add(DescriptorChain.of().in(buffer.address(), size));
        given.computeIfAbsent(queue, number -> new HashMap<>()).put(head, buffer);
    }

    private byte[] take(int queue) {
        UsedBuffer used = device.queue(queue).await();
        try (Loan buffer = given.getOrDefault(queue, Map.of()).remove(used.head())) {
            return Arrays.copyOf(buffer.read(), (int) used.written());
        }
    }

    /** Send a control message about a port. */
    public void sendControl(int port, int event, int value) {
        ByteBuffer message =
                ByteBuffer.allocate(VirtioSerialMessage.SIZE)
                        .order(device.transport().order())
                        .putInt(port)
                        .putShort((short) event)
                        .putShort((short) value);
        try (Loan loan = device.lend(VirtioSerialMessage.SIZE).write(message.array())) {
            device.queue(CONTROL_OUT).run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /** Wait for the next control message of the device, and give the device a new buffer. */
    public VirtioSerialMessage receiveControl() {
        byte[] bytes = take(CONTROL_IN);
        if (bytes.length < VirtioSerialMessage.SIZE) {
            throw new AssertionError(
                    "the device's message has %d bytes, expected %d or more"
                            .formatted(bytes.length, VirtioSerialMessage.SIZE));
        }
        give(CONTROL_IN, MESSAGE_BUFFER);
        device.queue(CONTROL_IN).kick();
        ByteBuffer message = ByteBuffer.wrap(bytes).order(device.transport().order());
        return new VirtioSerialMessage(
                message.getInt(),
                message.getShort() & 0xffff,
                message.getShort() & 0xffff,
                StandardCharsets.UTF_8.decode(message).toString().replace("\0", ""));
    }

    /** Send bytes through a port, and wait until the device has taken them. */
    public void send(int port, byte[] bytes) {
        try (Loan loan = device.lend(bytes.length).write(bytes)) {
            output(port).run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /** Give the device a buffer for the bytes that a port receives. */
    public void offer(int port, int size) {
        give(input(port).number(), size);
        input(port).kick();
    }

    /**
     * Wait until the device has written to the next buffer of {@link #offer}, and return its bytes.
     */
    public byte[] receive(int port) {
        return take(input(port).number());
    }
}
