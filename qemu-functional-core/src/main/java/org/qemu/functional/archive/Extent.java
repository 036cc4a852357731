package org.qemu.functional.archive;

/**
 * A part of a sparse file that has content.
 *
 * @param offset bytes before it in the file
 * @param size bytes in it; 0 at the end of a file that ends with a hole
 */
record Extent(long offset, long size) {}
