package org.qemu.functional.vfiouser.internal.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.transport.Message;

/**
 * The replies for which threads of a device wait while another thread receives all messages. The
 * lock of the server guards it. It is free during a wait, because a client such as QEMU may answer
 * only after its own command was answered.
 */
final class AwaitedReplies {
    private final ReentrantLock lock;
    private final Condition changed;
    private final Map<Integer, @Nullable Message> replies = new HashMap<>();
    private @Nullable Thread receiver;

    AwaitedReplies(ReentrantLock lock) {
        this.lock = lock;
        this.changed = lock.newCondition();
    }

    /** Name the thread that receives all messages from now on; null if there is none. */
    void receiveBy(@Nullable Thread thread) {
        lock.lock();
        try {
            receiver = thread;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tell whether this thread can wait for a reply that another receives: it can if it does not
     * handle a request.
     */
    boolean canWait() {
        return receiver != null && receiver != Thread.currentThread() && lock.getHoldCount() == 1;
    }

    /**
     * Wait for a reply, which the caller closes.
     *
     * @return the reply; null if it did not come in time, or the connection is closed
     */
    @Nullable Message await(int id, Duration timeout, BooleanSupplier open)
            throws InterruptedException {
        long left = timeout.toNanos();
        replies.put(id, null);
        try {
            while (replies.get(id) == null && left > 0 && open.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
            return replies.get(id);
        } finally {
            replies.remove(id);
        }
    }

    /** Take a message that was received, if a thread waits for it. */
    boolean offer(Message message) {
        int id = message.header().id();
        if (!message.header().isReply() || !replies.containsKey(id) || replies.get(id) != null) {
            return false;
        }
        replies.put(id, message);
        changed.signalAll();
        return true;
    }

    /** End all waits, since the connection is closed. */
    void closed() {
        changed.signalAll();
    }
}
