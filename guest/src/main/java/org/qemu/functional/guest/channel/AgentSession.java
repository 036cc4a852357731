package org.qemu.functional.guest.channel;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is under way with an agent from a greeting until the agent is lost or replaced. What begins
 * in a session ends with it: it never reaches the agent of the next.
 */
final class AgentSession {
    /** Bytes by which an agent's answer to a greeting is known. */
    static final int NONCE = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] nonce = new byte[NONCE];
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    /** Guarded by this. */
    private final Map<Integer, AgentLink.Receiver> receivers = new HashMap<>();

    AgentSession() {
        RANDOM.nextBytes(nonce);
    }

    byte[] nonce() {
        return nonce;
    }

    boolean isAnsweredBy(byte[] hello) {
        return Arrays.equals(nonce, Arrays.copyOf(hello, NONCE));
    }

    /** Return what completes when the agent has answered, or as {@link #end} if it never will. */
    CompletableFuture<Void> greeted() {
        return greeted;
    }

    boolean isGreeted() {
        return greeted.isDone() && !greeted.isCompletedExceptionally();
    }

    /** Return what completes with the reason why it is over. */
    CompletableFuture<Throwable> end() {
        return end;
    }

    /** Whether somebody waits for something. */
    synchronized boolean isBusy() {
        return !receivers.isEmpty();
    }

    /** Have the frames of an id go to a receiver, or tell it that the session is over. */
    void register(int id, AgentLink.Receiver receiver) {
        Throwable over;
        synchronized (this) {
            over = end.getNow(null);
            if (over == null) {
                receivers.put(id, receiver);
            }
        }
        if (over != null) {
            receiver.broken(over);
        }
    }

    synchronized void forget(int id) {
        receivers.remove(id);
    }

    synchronized AgentLink.@Nullable Receiver receiver(int id) {
        return receivers.get(id);
    }

    /** Tell all that wait that nothing more comes; the session goes on. */
    void breakAll(Throwable cause) {
        takeAll().forEach(receiver -> receiver.broken(cause));
    }

    /** End it, unless it is over: tell all that wait, and all that register later. */
    void end(Throwable cause) {
        List<AgentLink.Receiver> told;
        synchronized (this) {
            if (!end.complete(cause)) {
                return;
            }
            told = takeAll();
        }
        told.forEach(receiver -> receiver.broken(cause));
        greeted.completeExceptionally(cause);
    }

    private synchronized List<AgentLink.Receiver> takeAll() {
        List<AgentLink.Receiver> all = List.copyOf(receivers.values());
        receivers.clear();
        return all;
    }
}
