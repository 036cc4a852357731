package org.qemu.functional.vfiouser;

/**
 * A range of the client's memory that the device may access.
 *
 * @param address the first address, unsigned
 * @param size in bytes
 * @param isReadable whether the device may read
 * @param isWritable whether the device may write
 * @param hasFile whether the client sent a descriptor; without one, the content goes through
 *     messages
 */
public record DmaRange(
        long address, long size, boolean isReadable, boolean isWritable, boolean hasFile) {}
