package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Locks on single bytes of a file, across threads and processes. The kernel releases the locks of a
 * process when it ends, even if it is killed.
 *
 * <p>To other processes they are POSIX record locks: {@code F_SETLK} and {@code F_SETLKW} of
 * fcntl(2), on one byte. Any position can be locked because the byte need not exist: the file stays
 * empty. The first lock creates the file; do not delete it while it is in use.
 *
 * <p>Between the threads of this process they behave in the same way: an exclusive lock has one
 * holder, a shared lock any number. They are not reentrant. Waiting is fair among the threads of
 * this process.
 */
public final class FileLocks {
    private final Path file;
    private final boolean create;

    private FileLocks(Path file, boolean create) {
        this.file = file;
        this.create = create;
    }

    /** Decides whether to continue to wait for a lock. */
    @FunctionalInterface
    public interface Patience {
        /**
         * Return normally to continue to wait. Called about once a second, on the waiting thread.
         *
         * @throws IOException to stop waiting; {@code lock} throws it to its caller
         */
        void check() throws IOException;
    }

    /**
     * Return the locks of a file, without accessing the file system.
     *
     * @param file the lock file; it need not exist, but its folder must when a lock is acquired
     */
    public static FileLocks of(Path file) {
        return new FileLocks(file, true);
    }

    /**
     * Return the locks of a file that is never created, without accessing the file system.
     * Acquiring a lock throws {@link java.nio.file.NoSuchFileException} if there is no such file.
     */
    public static FileLocks ofExisting(Path file) {
        return new FileLocks(file, false);
    }

    /**
     * Acquire a lock if it is free. Never wait; an interrupted thread can call this, too.
     *
     * @param position of the byte, from 0
     * @return {@code null} if another thread or process holds a conflicting lock
     * @throws IOException if the file cannot be opened or locked. A shared lock needs read
     *     permission, an exclusive lock needs write permission
     */
    public @Nullable HeldLock tryLock(long position, LockMode mode) throws IOException {
        LockPosition locked = open(position);
        return locked.tryAcquire(mode) ? new HeldLock(locked, mode) : null;
    }

    /**
     * Wait for a lock.
     *
     * @param position of the byte, from 0
     * @throws IOException if the file cannot be opened or locked. A shared lock needs read
     *     permission, an exclusive lock needs write permission
     * @throws InterruptedException if this thread is interrupted before it has the lock
     */
    public HeldLock lock(long position, LockMode mode) throws IOException, InterruptedException {
        LockPosition locked = open(position);
        locked.acquire(mode);
        return new HeldLock(locked, mode);
    }

    /**
     * Wait for a lock until {@code patience} throws.
     *
     * @param position of the byte, from 0
     * @throws IOException if the file cannot be opened or locked, or {@code patience} throws it
     * @throws InterruptedException if this thread is interrupted before it has the lock
     */
    public HeldLock lock(long position, LockMode mode, Patience patience)
            throws IOException, InterruptedException {
        LockPosition locked = open(position);
        locked.acquire(mode, patience);
        return new HeldLock(locked, mode);
    }

    /**
     * Wait for a lock that others hold only briefly. An interrupt does not end the wait; the
     * interrupt status of the thread is kept.
     *
     * @param position of the byte, from 0
     * @throws IOException if the file cannot be opened or locked
     */
    public HeldLock lockUninterruptibly(long position, LockMode mode) throws IOException {
        LockPosition locked = open(position);
        locked.acquireUninterruptibly(mode);
        return new HeldLock(locked, mode);
    }

    private LockPosition open(long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("lock position %d is negative".formatted(position));
        }
        return LockFile.open(file, create).position(position);
    }
}
