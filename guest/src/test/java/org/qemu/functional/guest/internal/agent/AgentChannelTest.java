package org.qemu.functional.guest.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.channel.AgentPeer;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.FakeWatch;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.guest.channel.SocketEnds;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.settings.TimeoutScale;

/** Tests commands whose agent is lost or replaced. */
class AgentChannelTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(20));

    /** Records its calls. */
    private static final class Watch implements GuestWatch {
        final FakeWatch fake = new FakeWatch();
        final CountDownLatch catchingUp = new CountDownLatch(1);
        final CompletableFuture<BooleanSupplier> hung = new CompletableFuture<>();
        volatile CountDownLatch events = new CountDownLatch(0);

        @Override
        public CompletableFuture<AssertionError> lost() {
            return fake.lost();
        }

        @Override
        public AssertionError broken(String awaited, Throwable cause) {
            return fake.broken(awaited, cause);
        }

        @Override
        public void catchUp() {
            catchingUp.countDown();
            try {
                events.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void hung(Duration silence, BooleanSupplier answered) {
            hung.complete(answered);
        }
    }

    private final Watch watch = new Watch();
    private SocketEnds ends;
    private AgentPeer agent;
    private AgentChannel channel;

    @BeforeEach
    void open() throws IOException {
        ends = SocketEnds.open();
        agent = new AgentPeer(ends.guest());
        channel = AgentChannel.open(ends.host(), watch, "test");
        channel.connect(LONG);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        ends.guest().close();
    }

    private static GuestFailedError reboot() {
        return new GuestFailedError("the guest rebooted", GuestWatch.REBOOT);
    }

    private void serves() throws Exception {
        try (Execution next = channel.start("true")) {
            agent.exit(agent.frame(AgentFrame.RUN).id());
            assertThat(next.await(LONG)).contains(GuestExitStatus.of(0));
        }
    }

    @Test
    void commandAfterARebootIsNotTouchedByIt() throws Exception {
        agent.answer(false);
        byte[] first = agent.greeting();
        Execution before = channel.start("reboot");
        watch.fake.lose(reboot());
        assertThatThrownBy(() -> before.await(LONG)).isInstanceOf(GuestFailedError.class);
        CompletableFuture<Execution> after =
                CompletableFuture.supplyAsync(() -> channel.start("true"));
        agent.begin("boot-2");
        byte[] second = agent.greeting();
        assertThat(second).isNotEqualTo(first);
        agent.hello(second);
        agent.frame(AgentFrame.RUN); // the first
        agent.exit(agent.frame(AgentFrame.RUN).id());
        assertThat(after.get().await(LONG)).contains(GuestExitStatus.of(0));
    }

    @Test
    void rebootIsTakenInBeforeTheNextSessionBegins() throws Exception {
        agent.answer(false);
        agent.greeting();
        Execution before = channel.start("reboot");
        watch.events = new CountDownLatch(1);
        agent.begin("boot-2");
        watch.catchingUp.await();
        // QEMU's event arrives after the first message of the new agent.
        watch.fake.lose(reboot());
        assertThatThrownBy(() -> before.await(LONG))
                .isInstanceOfSatisfying(
                        GuestFailedError.class,
                        error -> assertThat(error.crash()).contains(GuestWatch.REBOOT));
        watch.events.countDown();
        agent.hello(agent.greeting());
        agent.frame(AgentFrame.RUN);
        serves();
    }

    @Test
    void agentThatWasStartedAgainEndsItsCommands() throws Exception {
        Execution before = channel.start("kill agent");
        agent.begin("boot-1");
        assertThatThrownBy(() -> before.await(LONG))
                .hasMessageContaining("agent ended and was started again");
        agent.frame(AgentFrame.RUN);
        serves();
    }

    @Test
    void answerToAnEarlierGreetingBeginsNoSession() throws Exception {
        agent.answer(false);
        byte[] first = agent.greeting();
        watch.fake.lose(reboot());
        agent.hello(first);
        agent.begin("boot-2");
        CompletableFuture<Execution> after =
                CompletableFuture.supplyAsync(() -> channel.start("true"));
        byte[] second = agent.greeting();
        assertThat(agent.hasFrame()).isFalse();
        agent.hello(second);
        agent.exit(agent.frame(AgentFrame.RUN).id());
        assertThat(after.get().await(LONG)).contains(GuestExitStatus.of(0));
    }

    @Test
    void whatBelongsToAnEndedSessionIsNotSent() throws Exception {
        AgentSession session = channel.awaitSession(watch.lost(), LONG);
        watch.fake.lose(reboot());
        AgentOperation late = new AgentOperation(channel, session, LONG);
        assertThatThrownBy(() -> new AgentExecution(late).start(AgentFrame.RUN, new byte[1]))
                .isInstanceOf(GuestFailedError.class)
                .hasMessageContaining("the guest rebooted");
        agent.begin("boot-2");
        serves();
        assertThat(agent.hasFrame()).isFalse();
    }

    @Test
    void whoWaitsForASessionIsToldOfALossSinceItsBegin() {
        CompletableFuture<AssertionError> begun = watch.lost();
        watch.fake.lose(reboot());
        assertThatThrownBy(() -> channel.awaitSession(begun, LONG))
                .isInstanceOf(GuestFailedError.class)
                .hasMessageContaining("the guest rebooted");
    }

    @Test
    void lossThatMayPassEndsCommandsAndKeepsTheSession() throws Exception {
        Execution before = channel.start("sleep 9");
        AgentFrame run = agent.frame(AgentFrame.RUN);
        watch.fake.lose(new GuestFailedError("oops", "kernel oops"));
        assertThatThrownBy(() -> before.await(LONG)).hasMessageContaining("oops");
        agent.exit(run.id()); // late
        serves();
    }

    @Test
    void closeEndsTheSessionBeforeTheConnection() throws Exception {
        AgentSession session = channel.awaitSession(watch.lost(), LONG);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        session.register(
                77,
                new AgentLink.Receiver() {
                    @Override
                    public void received(AgentFrame frame) {
                        reading.countDown();
                        try {
                            closed.await(); // so that the reading thread is not first
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }

                    @Override
                    public void broken(Throwable cause) {}
                });
        agent.say(AgentFrame.OUTPUT, 77);
        reading.await();
        CompletableFuture<Boolean> open = session.end().thenApply(why -> ends.host().isOpen());
        channel.close();
        closed.countDown();
        assertThat(open).isCompletedWithValue(true);
    }

    @Test
    void commandThatHasEndedKeepsItsResult() throws Exception {
        Execution ended = channel.start("echo x");
        int id = agent.frame(AgentFrame.RUN).id();
        agent.say(AgentFrame.OUTPUT, id, (byte) 'x');
        agent.exit(id);
        assertThat(ended.await(LONG)).contains(GuestExitStatus.of(0));
        watch.fake.lose(reboot());
        channel.close();
        assertThat(ended.await(LONG)).contains(GuestExitStatus.of(0));
        assertThat(ended.stdout().readAllBytes()).containsExactly('x');
        ended.signal(15);
    }

    @Test
    void hangIsToldAfterLooksNotAfterTime() throws Exception {
        Duration later = Duration.ofSeconds(3);
        double looks = Math.ceil(TimeoutScale.scaled(Duration.ofSeconds(10)).toMillis() / 1e3);
        KeepAlive keepAlive =
                new KeepAlive(channel, watch, () -> System.nanoTime() + later.toNanos());
        try (Execution running = channel.start("sleep 9")) {
            AgentFrame run = agent.frame(AgentFrame.RUN);
            keepAlive.look();
            agent.frame(AgentFrame.PING);
            for (int i = 1; i < looks; i++) {
                keepAlive.look();
                assertThat(watch.hung).isNotDone();
            }
            keepAlive.look();
            BooleanSupplier answered = watch.hung.get();
            assertThat(answered.getAsBoolean()).isFalse();
            agent.exit(run.id());
            assertThat(running.await(LONG)).isPresent();
            assertThat(answered.getAsBoolean()).isTrue();
        }
    }
}
