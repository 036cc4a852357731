package org.qemu.functional.guest.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Collects what went wrong on the network's thread until the test sees it, which it does at its
 * next wait and at the latest when it closes the network.
 */
final class DeferredErrors {
    private final List<NetworkException> unseen = new ArrayList<>();

    /** What guards the things that are waited for; told whenever one changes. */
    Object lock() {
        return unseen;
    }

    void add(NetworkException failure) {
        synchronized (unseen) {
            unseen.add(failure);
            unseen.notifyAll();
        }
    }

    /** The test has seen it. */
    void forget(NetworkException failure) {
        synchronized (unseen) {
            unseen.remove(failure);
        }
    }

    /** Throw the first that was not seen, the others suppressed onto it. */
    void throwUnseen() {
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
     * Wait for something that {@link #lock} guards, or until a failure is there, which is thrown.
     *
     * @param deadline as of {@link System#nanoTime}
     * @return whether it has come
     */
    boolean await(BooleanSupplier wanted, long deadline) throws InterruptedException {
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
