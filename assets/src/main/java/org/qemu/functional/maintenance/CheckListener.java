package org.qemu.functional.maintenance;

/** Hears how a check goes on, from several threads. Expected to return soon and throw nothing. */
public interface CheckListener {
    /** Does not listen. */
    CheckListener NONE = new CheckListener() {};

    /** Tells that an entry is being read. */
    default void started(StoredEntry entry) {}

    /** Tells that so many more bytes of it were read. */
    default void read(StoredEntry entry, long bytes) {}

    /** Tells what was found. */
    default void finished(CheckedEntry result) {}
}
