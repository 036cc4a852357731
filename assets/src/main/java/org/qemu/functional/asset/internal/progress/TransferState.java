package org.qemu.functional.asset.internal.progress;

/**
 * The progress of one file.
 *
 * @param key distinguishes it from others of the same name
 * @param size size in bytes, -1 if that is not known
 * @param waitsFor what it waits for, "" if it continues
 */
record TransferState(Object key, String name, long size, long done, String waitsFor) {}
