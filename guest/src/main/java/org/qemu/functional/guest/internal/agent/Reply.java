package org.qemu.functional.guest.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletableFuture;
import org.qemu.functional.guest.channel.GuestFileException;

/** A single expected answer: a message, or the guest's reason for a failure. */
final class Reply implements AgentLink.Receiver {
    private final CompletableFuture<AgentFrame> frame = new CompletableFuture<>();

    CompletableFuture<AgentFrame> future() {
        return frame;
    }

    @Override
    public void received(AgentFrame received) {
        if (received.type() == AgentFrame.FAILED) {
            frame.completeExceptionally(new GuestFileException(failure(received)));
        } else {
            frame.complete(received);
        }
    }

    @Override
    public void broken(Throwable cause) {
        frame.completeExceptionally(cause);
    }

    /** Return the reason in a frame that reports a failure, which follows its errno(3). */
    static String failure(AgentFrame failed) {
        byte[] payload = failed.payload();
        return payload.length <= Integer.BYTES
                ? "an error without a reason"
                : new String(payload, Integer.BYTES, payload.length - Integer.BYTES, UTF_8);
    }
}
