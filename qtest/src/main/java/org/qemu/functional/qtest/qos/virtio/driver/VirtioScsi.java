package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A SCSI host (5.6). */
public final class VirtioScsi {
    /** The virtio device type. */
    public static final int TYPE = 8;

    /** A feature: the device reports added and removed units. */
    public static final long HOTPLUG = 1L << 1;

    /** A feature: the device reports changed units. */
    public static final long CHANGE = 1L << 2;

    /** A task management function: reset a unit. */
    public static final int LOGICAL_UNIT_RESET = 5;

    /** A response: success. */
    public static final int OK = 0;

    /** A response: there is more data than buffer space. */
    public static final int OVERRUN = 1;

    /** A response: there is no such target. */
    public static final int BAD_TARGET = 3;

    private static final int CONTROL = 0;
    private static final int EVENTS = 1;
    private static final int REQUESTS = 2;
    private static final int LUN = 8;
    private static final int CDB = 32;
    private static final int SENSE = 96;
    private static final int REQUEST = LUN + 8 + 3 + CDB;
    private static final int RESPONSE = 12 + SENSE;
    private static final int TASK_MANAGEMENT = 16 + LUN;
    private static final int EVENT = 4 + LUN + 4;

    private final VirtioDevice device;
    private final Map<Integer, Loan> events = new HashMap<>();

    /** Create a driver for a device. */
    public VirtioScsi(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /**
     * Negotiate features, set up the queues for control and events and the first request queue, and
     * start.
     */
    public VirtioScsi start(long features) {
        device.negotiate(features);
        events.clear();
        device.queue(CONTROL);
        device.queue(EVENTS);
        device.queue(REQUESTS);
        device.start();
        return this;
    }

    /** Return the configuration. */
    public Region config() {
        return device.transport().config();
    }

    /** Return the first request queue. */
    public Virtqueue queue() {
        return device.queue(REQUESTS);
    }

    /**
     * Return the address of a unit as in requests; from unit 256 on, it has the flat format of
     * SAM-5.
     */
    private static byte[] address(int target, int unit) {
        byte[] bytes = new byte[LUN];
        bytes[0] = 1;
        bytes[1] = (byte) target;
        bytes[2] = (byte) (unit >> 8 | 0x40);
        bytes[3] = (byte) unit;
        return bytes;
    }

    /**
     * Execute a command.
     *
     * @param command a command from {@link org.qemu.functional.qtest.qos.scsi.ScsiCommand}
     * @param sent data for the unit; none if empty
     * @param received the maximum number of bytes that the unit can send
     */
    public VirtioScsiReply execute(
            int target, int unit, byte[] command, byte[] sent, int received) {
        byte[] request = ByteBuffer.allocate(REQUEST).put(address(target, unit)).array();
        System.arraycopy(command, 0, request, REQUEST - CDB, command.length);
        try (Loan header = device.lend(REQUEST).write(request);
                Loan out = device.lend(sent.length).write(sent);
                Loan response = device.lend(RESPONSE).write(new byte[RESPONSE]);
                Loan in = device.lend(received).write(new byte[received])) {
            DescriptorChain chain = DescriptorChain.of().out(header.address(), REQUEST);
            if (sent.length > 0) {
                chain.out(out.address(), sent.length);
            }
            chain.in(response.address(), RESPONSE);
            if (received > 0) {
                chain.in(in.address(), received);
            }
            queue().run(chain);
            return new VirtioScsiReply(
                    ByteBuffer.wrap(response.read()).order(device.transport().order()), in.read());
        }
    }

    /** Perform a task management function on a unit, and return the response. */
    public int manage(int kind, int target, int unit) {
        ByteBuffer request =
                ByteBuffer.allocate(TASK_MANAGEMENT)
                        .order(device.transport().order())
                        .putInt(0)
                        .putInt(kind)
                        .put(address(target, unit));
        try (Loan sent = device.lend(TASK_MANAGEMENT).write(request.array());
                Loan response = device.lend(1).write(new byte[] {-1})) {
            device.queue(CONTROL)
                    .run(
                            DescriptorChain.of()
                                    .out(sent.address(), TASK_MANAGEMENT)
                                    .in(response.address(), 1));
            return response.read()[0] & 0xff;
        }
    }

    /** Give the device a buffer for an event. */
    public void offerEvent() {
        Loan buffer = device.lend(EVENT);
        events.put(
                device.queue(EVENTS).add(DescriptorChain.of().in(buffer.address(), EVENT)), buffer);
        device.queue(EVENTS).kick();
    }

    /** Wait for an event, for which {@link #offerEvent} must have been called. */
    public Event awaitEvent() {
        try (Loan buffer = events.remove(device.queue(EVENTS).await().head())) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer.read()).order(device.transport().order());
            int kind = bytes.getInt(0);
            return new Event(
                    kind,
                    bytes.get(5) & 0xff,
                    ((bytes.get(6) & 0x3f) << 8) | (bytes.get(7) & 0xff),
                    bytes.getInt(EVENT - 4));
        }
    }

    /** Return the unit numbers in the response to REPORT LUNS. */
    public static List<Integer> units(byte[] reported) {
        ByteBuffer bytes = ByteBuffer.wrap(reported);
        List<Integer> units = new ArrayList<>();
        for (int at = LUN; at < LUN + bytes.getInt(0); at += LUN) {
            units.add(bytes.getShort(at) & 0x3fff);
        }
        return units;
    }

    /**
     * An event of a unit.
     *
     * @param kind such as {@link #TRANSPORT_RESET}, possibly with {@link #MISSED}
     * @param target 0 to 255
     * @param unit the number of the unit in the target
     * @param reason depends on the kind
     */
    public record Event(int kind, int target, int unit, int reason) {
        /** No event, except that {@link #MISSED} can be set. */
        public static final int NONE = 0;

        /** A unit was added, removed or reset. */
        public static final int TRANSPORT_RESET = 1;

        /** A unit has changed; the reason is the code and qualifier of its sense data. */
        public static final int CHANGED = 3;

        /** An earlier event was lost because there was no buffer. */
        public static final int MISSED = 0x8000_0000;

        /** A reason: the unit is new. */
        public static final int RESCAN = 1;

        /** A reason: the unit was removed. */
        public static final int REMOVED = 2;
    }
}
