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

/** A console device with several ports (5.3), of which {@link VirtioSerialMessage} tells. */
public final class VirtioSerial {
    /** What the device calls itself. */
    public static final int TYPE = 3;

    /** The feature: there are several ports, and queues for control. */
    public static final long MULTIPORT = 1L << 1;

    /** The feature: a byte can be written without queues. */
    public static final long EMERGENCY_WRITE = 1L << 2;

    private static final int MAX_NR_PORTS = 4;
    private static final int EMERG_WR = 8;
    private static final int CONTROL_IN = 2;
    private static final int CONTROL_OUT = 3;
    private static final int MESSAGES = 16;
    private static final int MESSAGE_ROOM = 64;

    private final VirtioDevice device;

    /** The buffers that the device has, by queue and head. */
    private final Map<Integer, Map<Integer, Loan>> given = new HashMap<>();

    /** Drive a device. */
    public VirtioSerial(VirtioDevice device) {
        this.device = device;
    }

    /** The device. */
    public VirtioDevice device() {
        return device;
    }

    /**
     * Agree on features, set the first port's queues up, and those for control if there are, and be
     * ready.
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
                give(CONTROL_IN, MESSAGE_ROOM);
            }
            device.queue(CONTROL_IN).kick();
        }
        return this;
    }

    /** How many ports there may be; with {@link #MULTIPORT}. */
    public Register maxPorts() {
        return device.transport().config().registerl("max_nr_ports", MAX_NR_PORTS);
    }

    /** Where a byte is written, the low one of 32 bits; with {@link #EMERGENCY_WRITE}. */
    public Register emergencyWrite() {
        return device.transport().config().registerb("emerg_wr", EMERG_WR);
    }

    /** The queue by which a port's bytes come. */
    public Virtqueue input(int port) {
        return device.queue(inputNumber(port));
    }

    /** The queue by which a port's bytes go. */
    public Virtqueue output(int port) {
        return device.queue(inputNumber(port) + 1);
    }

    /** The second pair of queues is for control. */
    private static int inputNumber(int port) {
        return port == 0 ? 0 : 2 + 2 * port;
    }

    private void give(int queue, int size) {
        Loan room = device.lend(size);
        int head = device.queue(queue).add(DescriptorChain.of().in(room.address(), size));
        given.computeIfAbsent(queue, number -> new HashMap<>()).put(head, room);
    }

    private byte[] take(int queue) {
        UsedBuffer used = device.queue(queue).await();
        try (Loan room = given.getOrDefault(queue, Map.of()).remove(used.head())) {
            return Arrays.copyOf(room.read(), (int) used.written());
        }
    }

    /** Tell the device something about a port. */
    public void tell(int port, int event, int value) {
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

    /** Wait for what the device tells next; it can tell as much as ever. */
    public VirtioSerialMessage hear() {
        byte[] bytes = take(CONTROL_IN);
        if (bytes.length < VirtioSerialMessage.SIZE) {
            throw new AssertionError(
                    "the device's message has %d bytes, expected %d or more"
                            .formatted(bytes.length, VirtioSerialMessage.SIZE));
        }
        give(CONTROL_IN, MESSAGE_ROOM);
        device.queue(CONTROL_IN).kick();
        ByteBuffer message = ByteBuffer.wrap(bytes).order(device.transport().order());
        return new VirtioSerialMessage(
                message.getInt(),
                message.getShort() & 0xffff,
                message.getShort() & 0xffff,
                StandardCharsets.UTF_8.decode(message).toString().replace("\0", ""));
    }

    /** Send bytes by a port and wait until the device has them. */
    public void send(int port, byte[] bytes) {
        try (Loan loan = device.lend(bytes.length).write(bytes)) {
            output(port).run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /** Give the device a buffer for what comes by a port. */
    public void offer(int port, int size) {
        give(input(port).number(), size);
        input(port).kick();
    }

    /** Wait until the device has put something into the next buffer of {@link #offer}. */
    public byte[] receive(int port) {
        return take(input(port).number());
    }
}
