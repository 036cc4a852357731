package org.qemu.functional.asset.internal.extraction.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/** Locks an entry of the cache against other threads and processes. */
public final class EntryLock {
    private EntryLock() {}

    /**
     * Wait until nobody fills or removes the entry.
     *
     * @throws IOException if the folder has no lock file and it cannot be created
     */
    public static HeldLock toRead(EntryLocation location) throws IOException, InterruptedException {
        return locks(location).lock(location.position(), LockMode.SHARED);
    }

    /** Wait until nobody uses the entry. */
    public static HeldLock toFill(EntryLocation location) throws IOException, InterruptedException {
        return locks(location).lock(location.position(), LockMode.EXCLUSIVE);
    }

    /** Acquire the exclusive lock, or return {@code null} if anybody uses the entry. */
    public static @Nullable HeldLock tryToRemove(EntryLocation location) throws IOException {
        return locks(location).tryLock(location.position(), LockMode.EXCLUSIVE);
    }

    private static FileLocks locks(EntryLocation location) {
        return FileLocks.of(location.root().resolve(".lock"));
    }
}
