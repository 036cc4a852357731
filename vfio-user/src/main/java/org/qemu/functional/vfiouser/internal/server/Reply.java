package org.qemu.functional.vfiouser.internal.server;

import java.io.FileDescriptor;
import java.util.List;
import org.qemu.functional.vfiouser.wire.Payload;

/**
 * What the server answers to a request that succeeded.
 *
 * @param descriptors sent with the reply; they remain open here
 */
record Reply(Payload payload, List<FileDescriptor> descriptors) {
    /** A header alone. */
    static final Reply EMPTY = of(Payload.EMPTY);

    static Reply of(Payload payload) {
        return new Reply(payload, List.of());
    }
}
