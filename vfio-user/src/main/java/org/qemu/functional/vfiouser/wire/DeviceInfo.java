package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * What a device is.
 *
 * @param argsz the size of these fields, 16; a client may announce more
 * @param flags {@link #RESET}, {@link #PCI}
 * @param regions the number of regions
 * @param interrupts the number of interrupt types
 */
public record DeviceInfo(long argsz, int flags, long regions, long interrupts) implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 16;

    /** The device can be reset. */
    public static final int RESET = 1;

    /** The device is a PCI device. */
    public static final int PCI = 2;

    public DeviceInfo {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("regions", regions);
        PayloadFields.checkU32("interrupts", interrupts);
    }

    /** Return a request. */
    public static DeviceInfo request(long argsz) {
        return new DeviceInfo(argsz, 0, 0, 0);
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) regions).putInt((int) interrupts);
    }

    /**
     * Read a request or a reply.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static DeviceInfo decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_GET_INFO");
        return new DeviceInfo(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_GET_INFO"),
                in.getInt(),
                PayloadFields.u32(in),
                PayloadFields.u32(in));
    }
}
