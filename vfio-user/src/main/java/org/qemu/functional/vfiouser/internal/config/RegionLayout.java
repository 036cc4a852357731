package org.qemu.functional.vfiouser.internal.config;

/**
 * What the BAR of a region tells of it.
 *
 * @param size in bytes: 0, or a power of two
 * @param isMemory whether the region is in memory space, else it is in I/O space
 * @param is64Bit whether the next BAR has the upper half of the address
 * @param isPrefetchable whether reads have no side effects
 */
record RegionLayout(long size, boolean isMemory, boolean is64Bit, boolean isPrefetchable) {}
