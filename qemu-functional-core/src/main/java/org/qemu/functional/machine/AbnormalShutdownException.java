package org.qemu.functional.machine;

/**
 * QEMU did not end as it should: by a signal, with a status that nobody asked for, or not at all.
 */
public final class AbnormalShutdownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbnormalShutdownException(String message) {
        super(message);
    }
}
