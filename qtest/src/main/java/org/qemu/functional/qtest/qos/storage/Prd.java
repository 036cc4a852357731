package org.qemu.functional.qtest.qos.storage;

/**
 * A piece of memory for {@link BusMaster}, a physical region descriptor.
 *
 * @param address even
 * @param bytes even, 2 to {@link #MAX}; the controller sees {@link #MAX} as 0
 */
public record Prd(long address, int bytes) {
    /** The most that one describes. */
    public static final int MAX = 1 << 16;

    /**
     * Check the bounds.
     *
     * @throws IllegalArgumentException if one is exceeded
     */
    public Prd {
        if (bytes < 2 || bytes > MAX || (bytes & 1) != 0 || (address & ~0xfffffffeL) != 0) {
            throw new IllegalArgumentException(
                    "a PRD cannot have %d bytes at 0x%x: both are even, the bytes 2 to %d, the address has 32 bits"
                            .formatted(bytes, address, MAX));
        }
    }
}
