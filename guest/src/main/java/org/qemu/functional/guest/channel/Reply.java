package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletableFuture;

/** One answer that is awaited: it comes, or the guest says why not. */
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

    /** The reason in a frame that tells of a failure, after its errno(3). */
    static String failure(AgentFrame failed) {
        byte[] payload = failed.payload();
        return payload.length <= Integer.BYTES
                ? "an error without a reason"
                : new String(payload, Integer.BYTES, payload.length - Integer.BYTES, UTF_8);
    }
}
