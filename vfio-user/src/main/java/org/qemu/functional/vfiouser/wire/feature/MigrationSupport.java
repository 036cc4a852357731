package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Which migrations a device supports.
 *
 * @param flags {@link #STOP_COPY}, {@link #P2P}, {@link #PRE_COPY}
 */
public record MigrationSupport(long flags) implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 8;

    /** The device can be copied while it is stopped. */
    public static final long STOP_COPY = 1;

    /** The device can stop its accesses to other devices first. */
    public static final long P2P = 2;

    /** The device can be copied while it runs. */
    public static final long PRE_COPY = 4;

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(flags);
    }

    /**
     * Read the data of a feature.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static MigrationSupport decode(ByteBuffer data) {
        return new MigrationSupport(PayloadFields.atLeast(data, SIZE, "MIGRATION").getLong());
    }
}
