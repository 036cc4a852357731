package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * Connects, triggers or masks interrupts.
 *
 * @param argsz the size of these fields with the data, in bytes
 * @param flags one kind of data and one action, from the constants
 * @param index the type of interrupt, see {@link PciIrq}
 * @param start the first interrupt of the type
 * @param count the number of interrupts
 * @param data one byte an interrupt for {@link #DATA_BOOL}, otherwise empty
 */
public record IrqSet(long argsz, int flags, long index, long start, long count, ByteBuffer data)
        implements Payload {
    /** The size of the payload without data, in bytes. */
    public static final int SIZE = 20;

    /** Neither data nor descriptors come. */
    public static final int DATA_NONE = 1;

    /** One byte an interrupt comes: 0 leaves the interrupt alone. */
    public static final int DATA_BOOL = 2;

    /** One eventfd an interrupt comes. */
    public static final int DATA_EVENTFD = 4;

    /** Mask the interrupts. */
    public static final int ACTION_MASK = 8;

    /** Unmask the interrupts. */
    public static final int ACTION_UNMASK = 16;

    /** Connect eventfds to the interrupts, or trigger them. */
    public static final int ACTION_TRIGGER = 32;

    public IrqSet {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("index", index);
        PayloadFields.checkU32("start", start);
        PayloadFields.checkU32("count", count);
    }

    /** Return a request without data. */
    public static IrqSet of(int flags, long index, long start, long count) {
        return new IrqSet(SIZE, flags, index, start, count, ByteBuffer.allocate(0));
    }

    /** Return a request with one byte an interrupt. */
    public static IrqSet of(int flags, long index, long start, byte[] data) {
        return new IrqSet(
                (long) SIZE + data.length, flags, index, start, data.length, ByteBuffer.wrap(data));
    }

    @Override
    public int size() {
        return SIZE + data.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) index);
        out.putInt((int) start).putInt((int) count).put(data.duplicate());
    }

    /**
     * Read a request.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static IrqSet decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_SET_IRQS");
        return new IrqSet(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_SET_IRQS"),
                in.getInt(),
                PayloadFields.u32(in),
                PayloadFields.u32(in),
                PayloadFields.u32(in),
                PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "IrqSet[argsz=%d, flags=0x%x, index=%d, start=%d, count=%d, data=%s]"
                .formatted(argsz, flags, index, start, count, PayloadFields.hex(data));
    }
}
