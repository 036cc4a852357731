package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Locks on single bytes of a file, across threads and processes. The kernel releases the locks of a
 * process when it ends, even if it is killed.
 *
 * <p>To other processes they are POSIX record locks: {@code F_SETLK} and {@code F_SETLKW} of
 * fcntl(2), on one byte. Any position can be locked, as the byte need not exist: the file stays
 * empty. It is created by the first lock; nobody should delete it while it is in use.
 *
 * <p>Within this process they behave in the same way between threads: an exclusive lock has one
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

    /** Decides whether to go on waiting for a lock. */
    @FunctionalInterface
    public interface Patience {
        /**
         * Return to go on waiting. Called about once a second, on the thread that waits.
         *
         * @throws IOException to give up; {@code lock} throws it to its caller
         */
        void check() throws IOException;
    }

    /**
     * Return the locks of a file. Touch no file yet.
     *
     * @param file need not exist, but its folder must when a lock is taken
     */
    public static FileLocks of(Path file) {
        return new FileLocks(file, true);
    }

    /**
     * Return the locks of a file that is not created: taking one throws {@link
     * java.nio.file.NoSuchFileException} if there is no such file. Touch no file yet.
     */
    public static FileLocks ofExisting(Path file) {
        return new FileLocks(file, false);
    }

    /**
     * Take a lock if nobody is in the way. Never wait, and work the same in an interrupted thread.
     *
     * @param position of the byte, from 0
     * @return {@code null} if another thread or process has it
     * @throws IOException if the file cannot be opened or locked. A shared lock needs the
     *     permission to read it, an exclusive lock the permission to write
     */
    public @Nullable HeldLock tryLock(long position, LockMode mode) throws IOException {
        LockPosition locked = open(position);
        return locked.tryAcquire(mode) ? new HeldLock(locked, mode) : null;
    }

    /**
     * Wait for a lock.
     *
     * @param position of the byte, from 0
     * @throws IOException if the file cannot be opened or locked. A shared lock needs the
     *     permission to read it, an exclusive lock the permission to write
     * @throws InterruptedException if this thread is interrupted before it has the lock
     */
    public HeldLock lock(long position, LockMode mode) throws IOException, InterruptedException {
        LockPosition locked = open(position);
        locked.acquire(mode);
        return new HeldLock(locked, mode);
    }

    /**
     * Wait for a lock as long as it is worth it.
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
     * Wait for a lock that others hold for moments only. An interrupt is kept for later.
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
            throw new IllegalArgumentException(
                    "the position %d of a lock is negative".formatted(position));
        }
        return LockFile.open(file, create).position(position);
    }
}
