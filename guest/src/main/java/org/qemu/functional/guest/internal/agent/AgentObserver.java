package org.qemu.functional.guest.internal.agent;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Start the next session with an agent whenever the previous one has become unusable. */
final class AgentObserver implements AgentLink.Observer {
    private final AgentChannel channel;

    /** The boot ID of the agent's last message; used only by the reading thread. */
    private @Nullable String boot;

    /** The future for the next loss, from when the agent was last greeted. */
    private volatile CompletableFuture<AssertionError> greetedSince = new CompletableFuture<>();

    /**
     * The future for the next loss after one that may be temporary; {@code null} if there was none.
     */
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
                    // Report the loss before the greeting, so that it does not affect the next
                    // session.
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

    /** Record a loss that may be temporary. */
    void doubt() {
        doubtedSince = channel.watch().lost();
    }

    /** Run a task outside the reading thread, since it waits for the guest or its QEMU. */
    private static void background(Runnable task) {
        Thread thread = new Thread(task, "guest-session");
        thread.setDaemon(true);
        thread.start();
    }
}
