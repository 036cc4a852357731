package org.qemu.functional.qtest.qos.storage;

/**
 * A piece of memory for {@link BusMaster}, described by a physical region descriptor.
 *
 * @param address even
 * @param bytes even, 2 to {@link #MAX}; the controller represents {@link #MAX} as 0
 */
public record Prd(long address, int bytes) {
    /** The maximum number of bytes that one descriptor describes. */
    public static final int MAX = 1 << 16;

    /**
     * Create a descriptor.
     *
     * @throws IllegalArgumentException if a component is out of bounds
     */
    public Prd {
        if (bytes < 2 || bytes > MAX || (bytes & 1) != 0 || (address & ~0xfffffffeL) != 0) {
            throw new IllegalArgumentException(
                    "a PRD cannot have %d bytes at 0x%x: use an even size from 2 to %d and an even 32-bit address"
                            .formatted(bytes, address, MAX));
        }
    }
}
