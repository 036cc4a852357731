package org.qemu.functional.guest.internal.agent;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations with an agent from a greeting until the agent is lost or replaced. Operations end
 * with their session and never reach the agent of the next one.
 */
public final class AgentSession {
    /** The number of random bytes by which an agent's answer to a greeting is recognized. */
    public static final int NONCE = 16;

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

    /**
     * Return a future that completes when the agent has answered, or like {@link #end} if it never
     * will.
     */
    CompletableFuture<Void> greeted() {
        return greeted;
    }

    boolean isGreeted() {
        return greeted.isDone() && !greeted.isCompletedExceptionally();
    }

    /** Return a future that completes with the reason why the session ended. */
    CompletableFuture<Throwable> end() {
        return end;
    }

    /** Return whether any operation is pending. */
    synchronized boolean isBusy() {
        return !receivers.isEmpty();
    }

    /** Register the receiver for an id, or notify it if the session is over. */
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

    /** Notify all receivers that no more messages will come; the session continues. */
    void breakAll(Throwable cause) {
        takeAll().forEach(receiver -> receiver.broken(cause));
    }

    /** End the session unless it is over: notify current and later receivers. */
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
