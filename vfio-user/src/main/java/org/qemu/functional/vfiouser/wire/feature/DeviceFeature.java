package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Gets, sets or probes a feature of a device.
 *
 * @param argsz the size of these fields with the data; when getting, the room for the reply
 * @param flags the number of the {@link Feature} in the low 16 bits; {@link #GET}, {@link #SET},
 *     {@link #PROBE}
 * @param data what is set, or got; otherwise empty
 */
public record DeviceFeature(long argsz, int flags, ByteBuffer data) implements Payload {
    /** The size of the payload without data, in bytes. */
    public static final int SIZE = 8;

    /** The bits of the flags that have the number of the feature. */
    public static final int MASK = 0xffff;

    /** Get the feature's data. */
    public static final int GET = 1 << 16;

    /** Set the feature's data. */
    public static final int SET = 1 << 17;

    /** Ask whether the feature can be got or set, as the other flags say. */
    public static final int PROBE = 1 << 18;

    public DeviceFeature {
        PayloadFields.checkU32("argsz", argsz);
    }

    /**
     * Return a request to get a feature.
     *
     * @param request what the server needs to know; {@link Payload#EMPTY} for most features
     * @param room the size of the data of the reply, in bytes
     */
    public static DeviceFeature get(Feature feature, Payload request, long room) {
        return new DeviceFeature(SIZE + room, feature.code() | GET, request.toBuffer());
    }

    /** Return a request to set a feature. */
    public static DeviceFeature set(Feature feature, Payload value) {
        ByteBuffer data = value.toBuffer();
        return new DeviceFeature((long) SIZE + data.remaining(), feature.code() | SET, data);
    }

    /** Return a request that asks whether a feature can be got or set. */
    public static DeviceFeature probe(Feature feature, int getOrSet) {
        return new DeviceFeature(SIZE, feature.code() | getOrSet | PROBE, ByteBuffer.allocate(0));
    }

    /** Return the number of the feature. */
    public int code() {
        return flags & MASK;
    }

    @Override
    public int size() {
        return SIZE + data.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).put(data.duplicate());
    }

    /**
     * Read a request or a reply.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static DeviceFeature decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_FEATURE");
        return new DeviceFeature(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_FEATURE"),
                in.getInt(),
                PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "DeviceFeature[argsz=%d, flags=0x%x (%s), data=%s]"
                .formatted(
                        argsz,
                        flags,
                        Feature.of(code()).map(Feature::name).orElse("unknown"),
                        PayloadFields.hex(data));
    }
}
