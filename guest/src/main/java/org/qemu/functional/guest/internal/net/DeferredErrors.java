package org.qemu.functional.guest.internal.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.qemu.functional.guest.net.NetworkException;

/**
 * Collect errors of the network's thread until the test sees them: at its next wait, or when it
 * closes the network.
 */
public final class DeferredErrors {
    private final List<NetworkException> unseen = new ArrayList<>();

    /** Return the lock that guards all conditions; it is notified of changes. */
    public Object lock() {
        return unseen;
    }

    public void add(NetworkException failure) {
        synchronized (unseen) {
            unseen.add(failure);
            unseen.notifyAll();
        }
    }

    /** Remove an error that the test has seen. */
    public void forget(NetworkException failure) {
        synchronized (unseen) {
            unseen.remove(failure);
        }
    }

    /** Throw the first unseen error, with the others as suppressed exceptions. */
    public void throwUnseen() {
        synchronized (unseen) {
            if (!unseen.isEmpty()) {
                NetworkException first = unseen.get(0);
                unseen.subList(1, unseen.size()).forEach(first::addSuppressed);
                unseen.clear();
                throw first;
            }
        }
    }

    /**
     * Wait for a condition that {@link #lock} guards, or throw an unseen error.
     *
     * @param deadline as of {@link System#nanoTime}
     * @return whether the condition is met
     */
    public boolean await(BooleanSupplier wanted, long deadline) throws InterruptedException {
        synchronized (unseen) {
            while (!wanted.getAsBoolean()) {
                throwUnseen();
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                unseen.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            return true;
        }
    }
}
