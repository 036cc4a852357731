package org.qemu.functional.guest.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.internal.channel.Cancellation;

/** Wait for a condition that the agent checks in the guest. */
final class AgentWait {
    private final AgentOperation operation;
    private final char kind;
    private final String what;

    /**
     * Prepare to wait.
     *
     * @param kind the kind of condition, see {@code holds} of the agent
     */
    AgentWait(AgentOperation operation, char kind, String what) {
        this.operation = operation;
        this.kind = kind;
        this.what = what;
    }

    /** Return false if the condition is not met within the limit. */
    boolean await(String awaited, Duration limit) {
        Reply reply = new Reply();
        operation.register(reply);
        try {
            operation.send(AgentFrame.WATCH, (kind + what).getBytes(UTF_8));
            reply.future().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            operation.sendIfPossible(AgentFrame.CANCEL, new byte[0]);
            return false;
        } catch (ExecutionException e) {
            throw operation.lost(awaited, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        } finally {
            operation.forget();
        }
    }
}
