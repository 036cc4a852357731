package org.qemu.functional.archive.internal.tar;

/**
 * A part of a sparse file that has content.
 *
 * @param offset its offset in the file, in bytes
 * @param size its size in bytes; 0 at the end of a file that ends with a hole
 */
public record Extent(long offset, long size) {}
