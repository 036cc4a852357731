package org.qemu.functional.guest.net;

/** Thrown when a frame, or a VM's connection to a link, did not come in time. */
public final class FrameTimeoutError extends AssertionError {
    private static final long serialVersionUID = 1;

    FrameTimeoutError(String message) {
        super(message);
    }
}
