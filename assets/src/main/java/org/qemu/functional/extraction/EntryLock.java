package org.qemu.functional.extraction;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/** Locks a place in the cache, against other threads and other processes. */
final class EntryLock {
    private EntryLock() {}

    /**
     * Waits until nobody fills or removes what is in the slot.
     *
     * @throws IOException if the folder has no file of locks and cannot have
     */
    static HeldLock toRead(EntryLocation slot) throws IOException, InterruptedException {
        return locks(slot).lock(slot.position(), LockMode.SHARED);
    }

    /** Waits until nobody uses the slot. */
    static HeldLock toFill(EntryLocation slot) throws IOException, InterruptedException {
        return locks(slot).lock(slot.position(), LockMode.EXCLUSIVE);
    }

    /** Returns {@code null} if anybody uses the slot. */
    static @Nullable HeldLock tryToRemove(EntryLocation slot) throws IOException {
        return locks(slot).tryLock(slot.position(), LockMode.EXCLUSIVE);
    }

    private static FileLocks locks(EntryLocation slot) {
        return FileLocks.of(slot.root().resolve(".lock"));
    }
}
