package org.qemu.functional.files;

/** A lock of {@link FileLocks} that is held until it is closed or the process ends. */
public final class HeldLock implements AutoCloseable {
    private final LockPosition position;
    private final LockMode mode;
    private boolean closed; // no AtomicBoolean, whose loading takes longer than the lock

    HeldLock(LockPosition position, LockMode mode) {
        this.position = position;
        this.mode = mode;
    }

    /** Release the lock, from any thread. Closing it again has no effect. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        position.release(mode);
    }
}
