package org.qemu.functional.progress;

/**
 * How far one file is.
 *
 * @param key tells it apart from others of the same name
 * @param size bytes, -1 if that is not known
 * @param waitsFor what it does not go on without, "" if it goes on
 */
record TransferState(Object key, String name, long size, long done, String waitsFor) {}
