package org.qemu.functional.asset.internal.maintenance.verify;

import org.qemu.functional.asset.internal.maintenance.StoredEntry;

/**
 * Receives the events of a check, from several threads. Implementations must return quickly and
 * must not throw.
 */
public interface CheckListener {
    /** A listener that ignores all events. */
    CheckListener NONE = new CheckListener() {};

    /** Called when reading an entry begins. */
    default void started(StoredEntry entry) {}

    /** Called when more bytes of an entry have been read. */
    default void read(StoredEntry entry, long bytes) {}

    /** Called with the result for an entry. */
    default void finished(CheckedEntry result) {}
}
