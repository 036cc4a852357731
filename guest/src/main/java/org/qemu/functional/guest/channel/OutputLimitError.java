package org.qemu.functional.guest.channel;

/** Thrown when a command wrote more output than is kept in memory. */
public final class OutputLimitError extends AssertionError {
    private static final long serialVersionUID = 1;

    /** Create an error for output of more than a number of bytes. */
    public OutputLimitError(long limit) {
        super(
                "it wrote more than the %d MiB that are kept; use start() and read its output as it arrives, or write it to a file and get() the file"
                        .formatted(limit >> 20));
    }
}
