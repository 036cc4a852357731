package org.qemu.functional.maintenance;

/** Hears how an export or import goes on. Expected to return soon and throw nothing. */
public interface TransferListener {
    /** Does not listen. */
    TransferListener NONE = new TransferListener() {};

    /** Tells that an entry is being carried. */
    default void started(ArchivedEntry entry) {}

    /** Tells that so many more bytes of it were. */
    default void carried(ArchivedEntry entry, long bytes) {}

    /**
     * Tells that an entry is done with.
     *
     * @param what became of it, for people
     */
    default void finished(ArchivedEntry entry, String what) {}
}
