package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The state of a migration.
 *
 * @param state the number of a {@link MigrationState}, or another one
 * @param dataDescriptor unused by this protocol, which has messages for the data
 */
public record DeviceState(long state, long dataDescriptor) implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 8;

    public DeviceState {
        PayloadFields.checkU32("state", state);
        PayloadFields.checkU32("dataDescriptor", dataDescriptor);
    }

    /** Return a state with the number of a descriptor that means none. */
    public static DeviceState of(MigrationState state) {
        return new DeviceState(state.code(), 0xffff_ffffL);
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) state).putInt((int) dataDescriptor);
    }

    /**
     * Read the data of a feature.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static DeviceState decode(ByteBuffer data) {
        ByteBuffer in = PayloadFields.atLeast(data, SIZE, "MIG_DEVICE_STATE");
        return new DeviceState(PayloadFields.u32(in), PayloadFields.u32(in));
    }
}
