package org.qemu.functional.asset.internal.maintenance.transport;

/**
 * Receives the events of an export or import. Implementations must return quickly and must not
 * throw.
 */
public interface EntryListener {
    /** A listener that ignores all events. */
    EntryListener NONE = new EntryListener() {};

    /** Called when the transfer of an entry begins. */
    default void started(ArchivedEntry entry) {}

    /** Called when more bytes of an entry have been transferred. */
    default void carried(ArchivedEntry entry, long bytes) {}

    /**
     * Called when an entry is finished.
     *
     * @param what the outcome, in words
     */
    default void finished(ArchivedEntry entry, String what) {}
}
