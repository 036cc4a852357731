package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import org.qemu.functional.vfiouser.transport.Message;

/** Handles the requests of one command. */
@FunctionalInterface
interface RequestHandler {
    /**
     * Handle a request.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException to refuse it
     * @throws org.qemu.functional.vfiouser.wire.MalformedPayloadException if its payload is wrong
     */
    ServerReply handle(Message request) throws IOException;
}
