package org.qemu.functional.vfiouser.internal.server;

import java.io.FileDescriptor;
import java.util.List;
import org.qemu.functional.vfiouser.wire.Payload;

/**
 * What the server answers to a request that succeeded.
 *
 * @param descriptors sent with the reply; they remain open here
 */
record ServerReply(Payload payload, List<FileDescriptor> descriptors) {
    /** A header alone. */
    static final ServerReply EMPTY = of(Payload.EMPTY);

    static ServerReply of(Payload payload) {
        return new ServerReply(payload, List.of());
    }
}
