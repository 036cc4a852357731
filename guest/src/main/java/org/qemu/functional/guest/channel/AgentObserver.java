package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Begins the next session with an agent whenever the one before is of no use any more. */
final class AgentObserver implements AgentLink.Observer {
    private final AgentChannel channel;

    /** The boot in which the agent was heard last; only the thread that reads uses it. */
    private @Nullable String boot;

    /** What told of the next loss when the agent was greeted last. */
    private volatile CompletableFuture<AssertionError> greetedSince = new CompletableFuture<>();

    /** What tells of the next loss after one that may pass; {@code null} if none was. */
    private volatile @Nullable CompletableFuture<AssertionError> doubtedSince;

    AgentObserver(AgentChannel channel) {
        this.channel = channel;
    }

    @Override
    public void confused(AgentSession session, String what) {
        if (channel.link().renew(session, new AssertionError(what))) {
            background(channel::greet);
        }
    }

    @Override
    public void restarted(AgentSession session, String newBoot) {
        String oldBoot = boot;
        boot = newBoot;
        background(
                () -> {
                    // The loss is told before the greeting: it is not the next session's.
                    if (oldBoot != null && !oldBoot.equals(newBoot)) {
                        channel.watch().catchUp();
                        channel.watch().rebooted();
                        renew(session, "the guest rebooted");
                    } else if (oldBoot != null) {
                        renew(session, "the guest's agent ended and was started again");
                    }
                    channel.greet();
                });
    }

    private void renew(AgentSession session, String why) {
        boolean unused = channel.link().renew(session, new AssertionError(why));
    }

    @Override
    public void greets() {
        greetedSince = channel.watch().lost();
    }

    @Override
    public void greeted(String answering) {
        boot = answering;
        channel.watch().answered(greetedSince);
        channel.observe();
    }

    @Override
    public void answered() {
        CompletableFuture<AssertionError> since = doubtedSince;
        if (since != null) {
            doubtedSince = null;
            channel.watch().answered(since);
        }
    }

    /** Note a loss that may pass. */
    void doubt() {
        doubtedSince = channel.watch().lost();
    }

    /** Apart from the thread that reads: what is done waits for the guest or its QEMU. */
    private static void background(Runnable task) {
        Thread thread = new Thread(task, "guest-session");
        thread.setDaemon(true);
        thread.start();
    }
}
