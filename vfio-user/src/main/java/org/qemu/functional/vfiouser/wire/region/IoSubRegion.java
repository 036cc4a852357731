package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * A part of a region that has a descriptor. In a message, each takes as many bytes as the largest
 * kind.
 */
public interface IoSubRegion {
    /** The size in a message, in bytes. */
    int SIZE = 48;

    /** The type of an {@link Ioeventfd} without shadow memory. */
    int IOEVENTFD = 0;

    /** The type of an {@link Ioregionfd}. */
    int IOREGIONFD = 1;

    /** The type of an {@link Ioeventfd} whose value is also written to shadow memory. */
    int IOEVENTFD_SHADOW = 2;

    /** The index of a descriptor that is not sent. */
    long NO_DESCRIPTOR = 0xffff_ffffL;

    /** Return where the part starts in the region, in bytes. */
    long offset();

    /** Return the size of the part, in bytes. */
    long length();

    /** Return which of the message's descriptors belongs to the part. */
    long descriptorIndex();

    /** Write the part at the position of a little-endian buffer. */
    void encode(ByteBuffer out);

    /**
     * Read a part.
     *
     * @throws MalformedPayloadException if it is too short, or of an unknown type
     */
    static IoSubRegion decode(ByteBuffer in) {
        ByteBuffer fields = PayloadFields.atLeast(in, SIZE, "sub-region");
        in.position(in.position() + SIZE);
        int type = fields.getInt(20);
        return switch (type) {
            case IOEVENTFD, IOEVENTFD_SHADOW -> Ioeventfd.read(fields);
            case IOREGIONFD -> Ioregionfd.read(fields);
            default ->
                    throw new MalformedPayloadException(
                            "a sub-region has the unknown type %d".formatted(type));
        };
    }

    /**
     * A part whose writes are signaled by an eventfd.
     *
     * @param type {@link #IOEVENTFD} or {@link #IOEVENTFD_SHADOW}
     * @param flags those of KVM's ioeventfd
     * @param shadowDescriptorIndex which descriptor is the shadow memory
     * @param shadowOffset where the value is in the shadow memory, in bytes
     * @param datamatch the value that is signaled, if the flags say so
     */
    record Ioeventfd(
            long offset,
            long length,
            long descriptorIndex,
            int type,
            int flags,
            long shadowDescriptorIndex,
            long shadowOffset,
            long datamatch)
            implements IoSubRegion {
        static Ioeventfd read(ByteBuffer in) {
            return new Ioeventfd(
                    in.getLong(),
                    in.getLong(),
                    PayloadFields.u32(in),
                    in.getInt(),
                    in.getInt(),
                    PayloadFields.u32(in),
                    in.getLong(),
                    in.getLong());
        }

        @Override
        public void encode(ByteBuffer out) {
            out.putLong(offset).putLong(length).putInt((int) descriptorIndex).putInt(type);
            out.putInt(flags).putInt((int) shadowDescriptorIndex);
            out.putLong(shadowOffset).putLong(datamatch);
        }
    }

    /**
     * A part whose reads and writes are messages on a descriptor.
     *
     * @param flags 0
     * @param userData a number that each message repeats
     */
    record Ioregionfd(long offset, long length, long descriptorIndex, int flags, long userData)
            implements IoSubRegion {
        static Ioregionfd read(ByteBuffer in) {
            long offset = in.getLong();
            long length = in.getLong();
            long descriptorIndex = PayloadFields.u32(in);
            in.getInt();
            int flags = in.getInt();
            in.getInt();
            return new Ioregionfd(offset, length, descriptorIndex, flags, in.getLong());
        }

        @Override
        public void encode(ByteBuffer out) {
            out.putLong(offset).putLong(length).putInt((int) descriptorIndex);
            out.putInt(IOREGIONFD).putInt(flags).putInt(0).putLong(userData).putLong(0);
        }
    }
}
