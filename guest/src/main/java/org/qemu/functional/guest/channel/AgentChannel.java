package org.qemu.functional.guest.channel;

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
import org.qemu.functional.budget.TimeoutScale;
import org.qemu.functional.machine.GuestFailedError;

/** The way to a guest of ours: by {@code guest-agent.pl}, over a virtio-serial port. */
public final class AgentChannel implements GuestChannel {
    /** The name of the port, by which the agent finds it. */
    public static final String PORT = "org.qemu.functional.guest.0";

    /** How long the guest may take for what it does at once. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /** How long a guest may take to come back. */
    private static final Duration REBOOT = Duration.ofSeconds(90);

    /** A longer script travels as a file: it must fit a pipe, see {@code run} of the agent. */
    private static final int LONGEST_SCRIPT = 32 << 10;

    private final GuestWatch watch;
    private final AgentLink link;
    private final Pulse pulse;
    private @Nullable CompletableFuture<AssertionError> observed;
    private volatile @Nullable String boot;
    private int scripts;

    private AgentChannel(SocketChannel channel, GuestWatch watch, String name) throws IOException {
        this.watch = watch;
        this.link = new AgentLink(channel, new Observer(), name);
        this.pulse = new Pulse(this, watch);
        observe();
    }

    /**
     * Use the host's end of the port.
     *
     * @param name of the thread that reads
     */
    public static AgentChannel open(SocketChannel channel, GuestWatch watch, String name) {
        try {
            return new AgentChannel(channel, watch, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void observe() {
        CompletableFuture<AssertionError> lost = watch.lost();
        if (lost != observed) {
            observed = lost;
            var unused = lost.thenAccept(this::lost);
        }
    }

    private void lost(AssertionError error) {
        if (error instanceof GuestFailedError failed
                && failed.crash().filter(GuestWatch.REBOOT::equals).isPresent()) {
            link.expectAnother();
        }
        link.breakAll(error);
        observe();
    }

    private final class Observer implements AgentLink.Observer {
        @Override
        public void confused(String what) {
            link.expectAnother();
            link.breakAll(new AssertionError(what));
            var unused = CompletableFuture.runAsync(this::greet);
        }

        @Override
        public void restarted(String newBoot) {
            String oldBoot = boot;
            boot = newBoot;
            if (oldBoot != null) {
                link.expectAnother();
                link.breakAll(
                        new AssertionError(
                                newBoot.equals(oldBoot)
                                        ? "the guest's agent ended and was started again"
                                        : "the guest rebooted"));
            }
            observe();
            // It knows of no session yet; commands wait for its answer.
            var unused = CompletableFuture.runAsync(this::greet);
        }

        private void greet() {
            try {
                link.greetUnlessGreeted(TimeoutScale.scaled(PROMPT));
            } catch (IOException e) {
                link.breakAll(e);
            }
        }
    }

    AgentLink link() {
        return link;
    }

    @Override
    public void connect(Duration limit) {
        try {
            link.greet(limit);
        } catch (IOException e) {
            throw watch.broken("the agent in the guest", e);
        }
        boot = awaitSession(limit);
        pulse.start();
    }

    private String awaitSession(Duration limit) {
        String awaited = "the agent in the guest";
        CompletableFuture<String> greeted = link.greeted();
        CompletableFuture<AssertionError> lost = watch.lost();
        try {
            if (!greeted.isDone()) {
                CompletableFuture.anyOf(greeted, lost).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            }
            AssertionError error = lost.getNow(null);
            if (error != null) {
                throw error;
            }
            return greeted.get();
        } catch (TimeoutException e) {
            throw watch.broken(awaited, e);
        } catch (ExecutionException e) {
            throw lost(awaited, cause(e));
        } catch (InterruptedException e) {
            throw interrupted(awaited, e);
        }
    }

    @Override
    public Execution start(String script) {
        return start(Frame.RUN, script);
    }

    /** One that reads nothing costs the guest less. */
    @Override
    public Execution start(String script, byte[] input) throws IOException {
        return input.length == 0
                ? start(Frame.RUN_MUTE, script)
                : GuestChannel.super.start(script, input);
    }

    private Execution start(char type, String script) {
        byte[] text = script.getBytes(UTF_8);
        if (text.length > LONGEST_SCRIPT) {
            text = ('.' + " " + putScript(text)).getBytes(UTF_8);
        }
        awaitSession(TimeoutScale.scaled(REBOOT));
        AgentExecution execution = new AgentExecution(this);
        int id = link.register(execution);
        execution.identify(id);
        send(new Frame(type, id, text));
        return execution;
    }

    @Override
    public boolean takesInput() {
        return true;
    }

    private synchronized String putScript(byte[] text) {
        String path = "/tmp/.guest-script-" + ++scripts;
        try {
            put(new ByteArrayInputStream(text), path, 0700, TimeoutScale.scaled(PROMPT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    void send(Frame... frames) {
        try {
            link.send(TimeoutScale.scaled(PROMPT), frames);
        } catch (IOException e) {
            throw lost("the guest to take a message", e);
        }
    }

    void sendIfPossible(Frame frame) {
        try {
            link.send(TimeoutScale.scaled(PROMPT), frame);
        } catch (IOException e) {
            // It runs no more, or will not be asked again.
        }
    }

    @Override
    public void put(InputStream content, String path, int mode, Duration limit) throws IOException {
        new Upload(this).run(content, path, mode, limit);
    }

    @Override
    public int get(String path, OutputStream content, Duration limit) throws IOException {
        return new Download(this).run(path, content, limit);
    }

    @Override
    public boolean awaitFile(String path, Duration limit) {
        return new AgentWait(this, 'f', path).await("file '%s'".formatted(path), limit);
    }

    @Override
    public boolean awaitPort(int port, Duration limit) {
        return new AgentWait(this, 'p', Integer.toString(port)).await("port " + port, limit);
    }

    @Override
    public void reboot(Runnable cause, Duration limit) {
        forget("the test rebooted the guest");
        cause.run();
        boot = awaitSession(limit);
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
        link.expectAnother();
        link.breakAll(new AssertionError(why));
    }

    /** Ask whether the agent is there; that anything comes is the answer. */
    void ping() {
        sendIfPossible(new Frame(Frame.PING, 0, new byte[0]));
    }

    /**
     * Begin a session with a guest that was another until now: put its clock right, give it a name
     * and entropy of its own.
     *
     * @param name for the kernel; empty to leave it
     * @throws AssertionError if the guest cannot, or does not answer within the limit
     */
    public void connectAs(String name, Instant now, byte[] entropy, Duration limit) {
        Reply reply = new Reply();
        int id = link.register(reply);
        long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
        byte[] text = name.getBytes(UTF_8);
        ByteBuffer payload =
                ByteBuffer.allocate(Long.BYTES + Short.BYTES + text.length + entropy.length);
        payload.putLong(nanos).putShort((short) text.length).put(text).put(entropy);
        try {
            // Behind the greeting, without waiting for its answer.
            link.greet(limit, new Frame(Frame.BECOME, id, payload.array()));
            boot = awaitSession(limit);
            await(reply, "the guest to become '%s'".formatted(name), limit);
            pulse.start();
        } catch (IOException e) {
            throw watch.broken("the agent in the guest", e);
        } finally {
            link.forget(id);
        }
    }

    /** Wait for an answer; a file's error is thrown as it is. */
    Frame await(Reply reply, String awaited, Duration limit) {
        try {
            return reply.future().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw watch.broken(awaited, e);
        } catch (ExecutionException e) {
            if (cause(e) instanceof GuestFileException file) {
                throw new GuestFileException(file.getMessage());
            }
            throw lost(awaited, cause(e));
        } catch (InterruptedException e) {
            throw interrupted(awaited, e);
        }
    }

    static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    static AssertionError interrupted(String awaited, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, e);
    }

    /** What to throw where the guest was lost; in the thread of who waited. */
    AssertionError lost(String awaited, Throwable cause) {
        AssertionError known = watch.lost().getNow(null);
        if (known != null) {
            return known;
        }
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
        return watch.broken(awaited, cause);
    }

    @Override
    public void close() {
        pulse.stop();
        link.close();
    }
}
