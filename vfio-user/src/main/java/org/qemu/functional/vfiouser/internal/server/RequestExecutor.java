package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import java.util.function.Consumer;
import org.qemu.functional.logging.Log;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Executes requests of a client, and replies to them. */
final class RequestExecutor {
    private static final Log LOG = Log.of("vfio-user.server");

    private final Consumer<String> lost;

    /**
     * Create an executor.
     *
     * @param lost told why, if a reply cannot be sent
     */
    RequestExecutor(Consumer<String> lost) {
        this.lost = lost;
    }

    /** Execute a request that was checked, reply to it, and close it. */
    void execute(AttachedClient client, Requests handlers, Message request) {
        ServerReply reply;
        try {
            reply = handlers.handle(request);
        } catch (DeviceException | MalformedPayloadException e) {
            refuse(client, request, e);
            return;
        } catch (IOException e) {
            refuse(client, request, DeviceErrors.inputOutput(String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException | Error e) {
            // Its client is told before the test is.
            refuse(client, request, fault(e));
            throw e;
        }
        try (request) {
            send(() -> client.reply(request.header(), reply));
        }
    }

    /** ServerReply that a request is refused, and close it. */
    void refuse(AttachedClient client, Message request, VfioUserException refusal) {
        int errno =
                refusal instanceof DeviceException device ? device.errno() : Errno.EINVAL.number();
        LOG.debug("refused {}: {}", request.header(), refusal.getMessage());
        client.log().note("refused: " + refusal.getMessage());
        try (request) {
            send(() -> client.refuse(request.header(), errno));
        }
    }

    /** Return the refusal of a request in which the device had a fault. */
    static DeviceException fault(Throwable fault) {
        return DeviceErrors.inputOutput("The device failed: " + fault);
    }

    private void send(Runnable sending) {
        try {
            sending.run();
        } catch (VfioUserException e) {
            lost.accept(String.valueOf(e.getMessage()));
        }
    }
}
