package org.qemu.functional.archive.tar;

/**
 * A part of a sparse file that has content.
 *
 * @param offset bytes before it in the file
 * @param size bytes in it; 0 at the end of a file that ends with a hole
 */
public record Extent(long offset, long size) {}
