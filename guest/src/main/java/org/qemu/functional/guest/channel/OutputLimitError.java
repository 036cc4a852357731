package org.qemu.functional.guest.channel;

/** A command wrote more than is kept in memory. */
public final class OutputLimitError extends AssertionError {
    private static final long serialVersionUID = 1;

    OutputLimitError(long limit) {
        super(
                "it wrote more than the %d MiB that are kept; read it as it comes from what start() returns, or have it written to a file and get() that"
                        .formatted(limit >> 20));
    }
}
