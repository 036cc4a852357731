package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the agent looks for in the guest. */
final class AgentWait {
    private final AgentChannel channel;
    private final char kind;
    private final String what;

    /**
     * Prepare it.
     *
     * @param kind as the agent's {@code holds} knows it
     */
    AgentWait(AgentChannel channel, char kind, String what) {
        this.channel = channel;
        this.kind = kind;
        this.what = what;
    }

    /** False if it does not come within the limit. */
    boolean await(String awaited, Duration limit) {
        Reply reply = new Reply();
        int id = channel.link().register(reply);
        try {
            channel.send(new Frame(Frame.WATCH, id, (kind + what).getBytes(UTF_8)));
            reply.future().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            channel.sendIfPossible(new Frame(Frame.CANCEL, id, new byte[0]));
            return false;
        } catch (ExecutionException e) {
            throw channel.lost(awaited, AgentChannel.cause(e));
        } catch (InterruptedException e) {
            throw AgentChannel.interrupted(awaited, e);
        } finally {
            channel.link().forget(id);
        }
    }
}
