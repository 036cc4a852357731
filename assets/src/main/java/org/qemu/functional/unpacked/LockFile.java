package org.qemu.functional.unpacked;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A file whose bytes are kernel locks, opened once in this process and closed with its last user:
 * closing any descriptor of a file ends all of the process's locks on it.
 *
 * <p>All that is done with the channel is done by threads of its own, which nobody interrupts. An
 * interrupt would close the channel, and so end the locks of all other threads.
 */
final class LockFile {
    /** What this process has open, guarded by itself. */
    private static final Map<Path, LockFile> OPEN = new HashMap<>();

    private static final ExecutorService THREADS =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "unpacked-lock");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final Path path;
    private final FileChannel channel;
    private final boolean writable;
    private final Map<Long, Gate> gates = new HashMap<>();

    /** Guarded by {@link #OPEN}. */
    private int users;

    /** Locks that are held, and how often one was let go; guarded by this. */
    private int held;

    private long releases;

    private LockFile(Path path, FileChannel channel, boolean writable) {
        this.path = path;
        this.channel = channel;
        this.writable = writable;
    }

    /** Opens the file {@code .lock} of a folder for one more user, who has to {@link #leave} it. */
    static LockFile open(Path folder) throws IOException {
        Path path = folder.toRealPath().resolve(".lock");
        synchronized (OPEN) {
            LockFile file = OPEN.get(path);
            if (file == null) {
                file = openFirst(path);
                OPEN.put(path, file);
            }
            file.users++;
            return file;
        }
    }

    private static LockFile openFirst(Path path) throws IOException {
        try {
            return new LockFile(
                    path,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE),
                    true);
        } catch (FileSystemException e) {
            if (!Files.exists(path)) {
                throw e;
            }
            // Somebody else's, or on what is mounted read-only: good enough for shared locks.
            return new LockFile(path, FileChannel.open(path, StandardOpenOption.READ), false);
        }
    }

    void leave() {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(path);
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // nothing was written: cannot be
                }
            }
        }
    }

    Gate gate(long position) {
        synchronized (gates) {
            return gates.computeIfAbsent(position, at -> new Gate(this, at));
        }
    }

    /** Begins to wait for a lock; the wait has no end but that other processes let it go. */
    CompletableFuture<@Nullable FileLock> lock(long position, boolean shared) {
        return CompletableFuture.supplyAsync(() -> lockNow(position, shared), THREADS);
    }

    /** Takes a lock if no other process has it, or gives {@code null}. */
    CompletableFuture<@Nullable FileLock> tryLock(long position) {
        return CompletableFuture.supplyAsync(() -> tryLockNow(position), THREADS);
    }

    void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a kernel that refuses to unlock: cannot be
        } finally {
            synchronized (this) {
                held--;
                releases++;
                notifyAll();
            }
        }
    }

    private FileLock lockNow(long position, boolean shared) {
        try {
            checkWritable(shared);
            while (true) {
                long before = releases();
                try {
                    return taken(channel.lock(position, 1, shared));
                } catch (IOException e) {
                    awaitRelease(before, e);
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private @Nullable FileLock tryLockNow(long position) {
        try {
            checkWritable(false);
            FileLock lock = channel.tryLock(position, 1, false);
            return lock == null ? null : taken(lock);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void checkWritable(boolean shared) throws AccessDeniedException {
        if (!writable && !shared) {
            throw new AccessDeniedException(path.toString());
        }
    }

    private synchronized FileLock taken(FileLock lock) {
        held++;
        return lock;
    }

    private synchronized long releases() {
        return releases;
    }

    /**
     * Waits for the end of what the kernel takes for a deadlock. POSIX locks belong to processes:
     * two that each hold one lock and wait in another thread for the other's look like one. It
     * needs a lock that this process holds, and who holds one here never waits for another; so it
     * is over when one is let go. What {@code lock} throws does not tell this error apart, as its
     * text is in the user's language.
     *
     * @throws IOException {@code e} if no lock is held, so that it is another error
     */
    private synchronized void awaitRelease(long before, IOException e) throws IOException {
        while (releases == before) {
            if (held == 0) {
                throw e;
            }
            try {
                wait();
            } catch (InterruptedException impossible) {
                throw new IOException(impossible);
            }
        }
    }
}
