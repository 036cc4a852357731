package org.qemu.functional.vfiouser.internal.config;

/**
 * A capability in a configuration space.
 *
 * @param offset its first byte in the space
 * @param size its size in bytes
 * @param readOnly whether every write of a client fails
 * @param handled whether the handler of the configuration space handles its accesses
 */
record PlacedCapability(
        CapabilityKind kind, int offset, int size, boolean readOnly, boolean handled) {
    int end() {
        return offset + size;
    }

    boolean overlaps(int start, int length) {
        return start < end() && offset < start + length;
    }
}
