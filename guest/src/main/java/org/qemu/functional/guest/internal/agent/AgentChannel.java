package org.qemu.functional.guest.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestChannel;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.settings.TimeoutScale;

/** A channel to a guest of this module: {@code guest-agent.pl} over a virtio-serial port. */
public final class AgentChannel implements GuestChannel {
    /** The name of the port, by which the agent finds it. */
    public static final String PORT = "org.qemu.functional.guest.0";

    /** The time limit for operations that the guest performs at once. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /** The time limit for a guest to reboot. */
    private static final Duration REBOOT = Duration.ofSeconds(90);

    /**
     * The longest script that is sent directly; a longer one is sent as a file, because it must fit
     * into a pipe, see {@code run} of the agent.
     */
    private static final int LONGEST_SCRIPT = 32 << 10;

    private static final String AGENT = "the agent in the guest";

    private final GuestWatch watch;
    private final AgentLink link;
    private final AgentObserver observer;
    private final KeepAlive pulse;
    private @Nullable CompletableFuture<AssertionError> observed;
    private int scripts;

    private AgentChannel(SocketChannel channel, GuestWatch watch) throws IOException {
        this.watch = watch;
        this.observer = new AgentObserver(this);
        this.link = new AgentLink(channel, observer);
        this.pulse = new KeepAlive(this, watch);
    }

    /**
     * Use the host's end of the port.
     *
     * @param name the name of the thread that reads
     */
    public static AgentChannel open(SocketChannel channel, GuestWatch watch, String name) {
        try {
            AgentChannel agent = new AgentChannel(channel, watch);
            agent.observe();
            agent.link.start(name);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Observe the next loss as well. */
    void observe() {
        CompletableFuture<AssertionError> lost = watch.lost();
        synchronized (this) {
            if (lost == observed) {
                return;
            }
            observed = lost;
        }
        var unused = lost.thenAccept(this::lost);
    }

    private void lost(AssertionError loss) {
        AgentSession session = link.session();
        if (GuestWatch.endsAll(loss)) {
            boolean unused = link.renew(session, loss);
        } else {
            observer.doubt();
            session.breakAll(loss);
        }
        observe();
    }

    AgentLink link() {
        return link;
    }

    GuestWatch watch() {
        return watch;
    }

    /**
     * Start a session unless one has started; if that is impossible, report it to the threads that
     * wait for a session.
     */
    void greet() {
        try {
            link.greetUnlessGreeted(TimeoutScale.scaled(PROMPT));
        } catch (IOException | TimeoutException e) {
            link.session().breakAll(e);
        }
    }

    @Override
    public void connect(Duration limit) {
        CompletableFuture<AssertionError> lost = watch.lost();
        try {
            link.greet(link.session(), limit);
        } catch (IOException | TimeoutException e) {
            throw lost(AGENT, e);
        }
        AgentSession unused = awaitSession(lost, limit);
        pulse.start();
    }

    /**
     * Return the session for a new operation, waiting for it if necessary.
     *
     * @param lost the future for the next loss, from when the operation began
     */
    AgentSession awaitSession(CompletableFuture<AssertionError> lost, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            AgentSession session = link.session();
            AssertionError loss = lost.getNow(null);
            if (loss != null) {
                throw loss;
            }
            try {
                if (!session.greeted().isDone()) {
                    Object unused =
                            CompletableFuture.anyOf(session.greeted(), lost)
                                    .get(
                                            Cancellation.left(deadline).toNanos(),
                                            TimeUnit.NANOSECONDS);
                }
                if (session.isGreeted() && !lost.isDone()) {
                    return session;
                }
            } catch (TimeoutException e) {
                throw watch.broken(AGENT, e);
            } catch (ExecutionException e) {
                // The session is over: reported below, unless another one has started.
            } catch (InterruptedException e) {
                throw Cancellation.interrupted(AGENT, e);
            }
            Throwable end = session.end().getNow(null);
            if (end != null && session == link.session()) {
                throw lost(AGENT, end);
            }
        }
    }

    @Override
    public Execution start(String script) {
        return start(AgentFrame.RUN, script);
    }

    /** Start a script with the given input. A command without input costs the guest less. */
    @Override
    public Execution start(String script, byte[] input) throws IOException {
        return input.length == 0
                ? start(AgentFrame.RUN_MUTE, script)
                : GuestChannel.super.start(script, input);
    }

    private Execution start(char type, String script) {
        byte[] text = script.getBytes(UTF_8);
        if (text.length > LONGEST_SCRIPT) {
            text = ('.' + " " + putScript(text)).getBytes(UTF_8);
        }
        AgentExecution execution = new AgentExecution(begin());
        execution.start(type, text);
        return execution;
    }

    @Override
    public boolean takesInput() {
        return true;
    }

    private synchronized String nextScript() {
        return "/tmp/.guest-script-" + ++scripts;
    }

    private String putScript(byte[] text) {
        String path = nextScript();
        try {
            put(new ByteArrayInputStream(text), path, 0700, TimeoutScale.scaled(PROMPT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** Start an operation in the current session, waiting for a session if necessary. */
    private AgentOperation begin() {
        AgentSession session = awaitSession(watch.lost(), TimeoutScale.scaled(REBOOT));
        return new AgentOperation(this, session, TimeoutScale.scaled(PROMPT));
    }

    @Override
    public void put(InputStream content, String path, int mode, Duration limit) throws IOException {
        new Upload(begin()).run(content, path, mode, limit);
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        return new Download(begin()).run(path, content, limit);
    }

    @Override
    public boolean awaitFile(String path, Duration limit) {
        return new AgentWait(begin(), 'f', path).await("file '%s'".formatted(path), limit);
    }

    @Override
    public boolean awaitPort(int port, Duration limit) {
        return new AgentWait(begin(), 'p', Integer.toString(port)).await("port " + port, limit);
    }

    @Override
    public void reboot(Runnable cause, Duration limit) {
        forget("the test rebooted the guest");
        cause.run();
        AgentSession unused = awaitSession(watch.lost(), limit);
    }

    @Override
    public void restart(Runnable cause, Duration limit) {
        forget("the test put the guest into another state");
        cause.run();
        byte[] entropy = new byte[64];
        new SecureRandom().nextBytes(entropy);
        connectAs("", Instant.now(), entropy, limit);
    }

    private void forget(String why) {
        boolean unused = link.renew(link.session(), new AssertionError(why));
    }

    /** Ask whether the agent is alive; any message from it is an answer. */
    void ping(AgentSession session) {
        new AgentOperation(this, session, TimeoutScale.scaled(PROMPT))
                .sendIfPossible(AgentFrame.PING, new byte[0]);
    }

    /**
     * Start a session with a guest that has just become a clone: set its clock, name and entropy.
     *
     * @param name the host name; empty to keep it
     * @throws AssertionError if the guest fails, or does not answer within the limit
     */
    public void connectAs(String name, Instant now, byte[] entropy, Duration limit) {
        AgentOperation operation = new AgentOperation(this, link.session(), limit);
        Reply reply = new Reply();
        operation.register(reply);
        long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        byte[] text = name.getBytes(UTF_8);
        ByteBuffer payload =
                ByteBuffer.allocate(Long.BYTES + Short.BYTES + text.length + entropy.length);
        payload.putLong(nanos).putShort((short) text.length).put(text).put(entropy);
        try {
            // Send it after the greeting without waiting for the answer to the greeting.
            link.greet(
                    operation.session(),
                    limit,
                    operation.frame(AgentFrame.BECOME, payload.array()));
            AgentFrame unused =
                    operation.await(reply, "the guest to become '%s'".formatted(name), limit);
            pulse.start();
        } catch (IOException | TimeoutException e) {
            throw lost(AGENT, e);
        } finally {
            operation.forget();
        }
    }

    /** Return the error for an operation that ended early; called by the waiting thread. */
    AssertionError lost(String awaited, Throwable cause) {
        if (cause instanceof GuestFailedError failed) {
            GuestFailedError told =
                    new GuestFailedError(
                            "%s\n  awaited: %s".formatted(failed.getMessage(), awaited),
                            failed.crash().orElse(null));
            told.initCause(failed);
            return told;
        }
        if (cause instanceof AssertionError error) {
            return new AssertionError(
                    "%s while the test waited for %s".formatted(error.getMessage(), awaited),
                    error);
        }
        AssertionError known = watch.lost().getNow(null);
        return known != null ? known : watch.broken(awaited, cause);
    }

    @Override
    public void close() {
        pulse.stop();
        link.close();
    }
}
