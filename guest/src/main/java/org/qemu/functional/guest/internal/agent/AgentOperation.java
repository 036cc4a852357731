package org.qemu.functional.guest.internal.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.guest.internal.channel.Cancellation;

/**
 * A command, transfer or question of one session: its id, and the messages that it sends and
 * expects.
 */
final class AgentOperation {
    private final AgentChannel channel;
    private final AgentSession session;
    private final Duration sending;
    private final int id;

    /**
     * Start an operation.
     *
     * @param sending the time limit for the guest to accept a message
     */
    AgentOperation(AgentChannel channel, AgentSession session, Duration sending) {
        this.channel = channel;
        this.session = session;
        this.sending = sending;
        this.id = channel.link().newId();
    }

    AgentSession session() {
        return session;
    }

    /** Register the receiver of the guest's messages for this operation. */
    void register(AgentLink.Receiver receiver) {
        session.register(id, receiver);
    }

    void forget() {
        session.forget(id);
    }

    AgentFrame frame(char type, byte[] payload) {
        return new AgentFrame(type, id, payload);
    }

    /**
     * Send a message.
     *
     * @throws AssertionError if the guest does not accept it
     */
    void send(char type, byte[] payload) {
        String awaited = "the guest to take a message";
        try {
            channel.link().send(session, sending, frame(type, payload));
        } catch (IOException | TimeoutException e) {
            throw lost(awaited, e);
        }
    }

    /** Send a message that is unnecessary if the guest does not accept it. */
    void sendIfPossible(char type, byte[] payload) {
        try {
            channel.link().send(session, sending, frame(type, payload));
        } catch (IOException | TimeoutException e) {
            // It has ended, or will not be asked again.
        }
    }

    /** Wait for an answer; rethrow the error of a file operation. */
    AgentFrame await(Reply reply, String awaited, Duration limit) {
        try {
            return reply.future().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw channel.watch().broken(awaited, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof GuestFileException file) {
                throw new GuestFileException(file.getMessage());
            }
            throw lost(awaited, cause);
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(awaited, e);
        }
    }

    /**
     * Return the error for an operation that ended early, with the reason why its session ended.
     */
    AssertionError lost(String awaited, Throwable cause) {
        return channel.lost(awaited, session.end().getNow(cause));
    }
}
