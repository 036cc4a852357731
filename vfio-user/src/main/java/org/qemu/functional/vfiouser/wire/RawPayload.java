package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/** A payload of any bytes, also of such that the protocol does not allow. */
record RawPayload(ByteBuffer bytes) implements Payload {
    @Override
    public int size() {
        return bytes.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.put(bytes.duplicate());
    }

    @Override
    public String toString() {
        return PayloadFields.hex(bytes);
    }
}
