package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * What a type of interrupt of a device is.
 *
 * @param argsz the size of these fields, 16 or more
 * @param flags {@link #EVENTFD} and others of {@code linux/vfio.h}
 * @param index the type, see {@link PciIrq}
 * @param count the number of interrupts of the type
 */
public record IrqInfo(long argsz, int flags, long index, long count) implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 16;

    /** The interrupts are signaled by eventfds. */
    public static final int EVENTFD = 1;

    public IrqInfo {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("index", index);
        PayloadFields.checkU32("count", count);
    }

    /** Return a request. */
    public static IrqInfo request(long argsz, long index) {
        return new IrqInfo(argsz, 0, index, 0);
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) index).putInt((int) count);
    }

    /**
     * Read a request or a reply.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static IrqInfo decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_GET_IRQ_INFO");
        return new IrqInfo(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_GET_IRQ_INFO"),
                in.getInt(),
                PayloadFields.u32(in),
                PayloadFields.u32(in));
    }
}
