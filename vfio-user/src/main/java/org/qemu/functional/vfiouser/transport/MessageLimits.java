package org.qemu.functional.vfiouser.transport;

/**
 * What a side accepts in a message.
 *
 * @param messageSize the largest message with its header, in bytes
 * @param descriptors the largest number of descriptors
 */
public record MessageLimits(int messageSize, int descriptors) {
    /** The limits of libvfio-user: 1 MiB of data and its two headers, and 8 descriptors. */
    public static final MessageLimits DEFAULT = new MessageLimits((1 << 20) + 32, 8);

    /** The most descriptors that Linux sends at once, {@code SCM_MAX_FD} in {@code net/scm.h}. */
    private static final int MOST_DESCRIPTORS = 253;

    private static final int SMALLEST = 4096;

    public MessageLimits {
        if (messageSize < SMALLEST) {
            throw new IllegalArgumentException(
                    "a limit of %d bytes is too small for a message; use %d or more"
                            .formatted(messageSize, SMALLEST));
        }
        if (descriptors < 0 || descriptors > MOST_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    "a limit of %d descriptors is not possible; use 0 to %d"
                            .formatted(descriptors, MOST_DESCRIPTORS));
        }
    }
}
