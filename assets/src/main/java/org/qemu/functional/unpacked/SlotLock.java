package org.qemu.functional.unpacked;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Holds a place in the cache, against other threads and other processes. */
final class SlotLock implements AutoCloseable {
    private final Runnable leave;

    private SlotLock(Runnable leave) {
        this.leave = leave;
    }

    /**
     * Waits until nobody fills or removes what is in the slot.
     *
     * @throws IOException if the folder has no file of locks and cannot have
     */
    static SlotLock toRead(Slot slot) throws IOException, InterruptedException {
        Gate gate = gate(slot);
        gate.enterShared();
        return new SlotLock(gate::leaveShared);
    }

    /** Waits until nobody uses the slot. */
    static SlotLock toFill(Slot slot) throws IOException, InterruptedException {
        Gate gate = gate(slot);
        gate.enterExclusive();
        return new SlotLock(gate::leaveExclusive);
    }

    /** Returns {@code null} if anybody uses the slot. */
    static @Nullable SlotLock tryToRemove(Slot slot) throws IOException, InterruptedException {
        Gate gate = gate(slot);
        return gate.tryEnterExclusive() ? new SlotLock(gate::leaveExclusive) : null;
    }

    private static Gate gate(Slot slot) throws IOException {
        return LockFile.open(slot.root()).gate(slot.position());
    }

    @Override
    public void close() {
        leave.run();
    }
}
