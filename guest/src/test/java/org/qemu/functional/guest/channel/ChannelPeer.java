package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.qemu.functional.guest.internal.agent.AgentChannel;
import org.qemu.functional.guest.internal.agent.AgentFrame;
import org.qemu.functional.settings.TimeoutScale;

/** A channel of some kind and the guest at its other end, which stops answering on request. */
abstract class ChannelPeer {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(60));

    private final CountDownLatch underWay = new CountDownLatch(1);
    private volatile boolean serving = true;

    /** The kinds of channels. */
    enum Kind {
        AGENT {
            @Override
            ChannelPeer open(GuestWatch watch, Path folder) throws IOException {
                return new Agent(watch);
            }
        },
        QGA {
            @Override
            ChannelPeer open(GuestWatch watch, Path folder) throws IOException {
                return new Qga(watch);
            }
        },
        CONSOLE {
            @Override
            ChannelPeer open(GuestWatch watch, Path folder) throws IOException {
                return new Shell(watch, folder);
            }
        };

        abstract ChannelPeer open(GuestWatch watch, Path folder) throws IOException;
    }

    abstract GuestChannel channel();

    /** Stop answering. */
    void stopServing() {
        serving = false;
    }

    boolean isServing() {
        return serving;
    }

    /** Record that the test's operation is pending. */
    void started() {
        underWay.countDown();
    }

    /** Record that data was received. */
    void received() {
        if (!serving) {
            started();
        }
    }

    void awaitUnderWay() throws InterruptedException {
        underWay.await();
    }

    /** Start a command that does not end. */
    abstract Execution startEndless(GuestChannel channel) throws IOException;

    /** Act as a guest that has just booted, and answer. */
    void reboot() throws Exception {
        serving = true;
    }

    /** Run a command, and return its exit status. */
    Optional<GuestExitStatus> serveOne() throws InterruptedException {
        try (Execution execution = channel().start("true")) {
            return execution.await(LONG);
        }
    }

    void close() throws Exception {
        channel().close();
    }

    private static final class Agent extends ChannelPeer {
        private final AgentPeer agent;
        private final AgentChannel channel;

        Agent(GuestWatch watch) throws IOException {
            SocketEnds ends = SocketEnds.open();
            agent = new AgentPeer(ends.guest());
            agent.setOnReceive(this::received);
            channel = AgentChannel.open(ends.host(), watch, "test");
            Thread thread = new Thread(this::serve, "agent");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try {
                while (true) {
                    AgentFrame frame = agent.frame();
                    if (isServing() && new String(frame.payload(), UTF_8).equals("true")) {
                        agent.exit(frame.id());
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        GuestChannel channel() {
            return channel;
        }

        @Override
        Execution startEndless(GuestChannel guest) {
            return guest.start("sleep 1000");
        }

        @Override
        void stopServing() {
            agent.answer(false);
            super.stopServing();
        }

        @Override
        void reboot() throws Exception {
            super.reboot();
            agent.answer(true);
            agent.begin("boot-2");
        }
    }

    private static final class Qga extends ChannelPeer {
        private final QgaChannel channel;
        private volatile String status;

        Qga(GuestWatch watch) throws IOException {
            SocketEnds ends = SocketEnds.open();
            new QgaPeer(ends.guest()).serve(this::reply);
            channel = QgaChannel.open(ends.host(), watch, "test");
            status = "{\"exited\":true,\"exitcode\":0}";
        }

        private String reply(JsonNode request) {
            received();
            if (!isServing()) {
                return null;
            }
            return switch (QgaPeer.command(request)) {
                case "guest-exec" -> "{\"pid\": 7}";
                case "guest-exec-status" -> status;
                default -> "{}";
            };
        }

        @Override
        GuestChannel channel() {
            return channel;
        }

        @Override
        Execution startEndless(GuestChannel guest) {
            status = "{\"exited\":false}";
            return guest.start("sleep 1000");
        }

        @Override
        void reboot() throws Exception {
            status = "{\"exited\":true,\"exitcode\":0}";
            super.reboot();
        }
    }

    private static final class Shell extends ChannelPeer {
        private final ConsolePeer peer;
        private final ConsoleChannel channel;

        Shell(GuestWatch watch, Path folder) throws IOException {
            peer = new ConsolePeer(folder);
            channel = new ConsoleChannel(peer.console(), watch, "test");
        }

        @Override
        GuestChannel channel() {
            return channel;
        }

        @Override
        Execution startEndless(GuestChannel guest) {
            return guest.start("sleep 1000");
        }

        @Override
        void stopServing() {
            super.stopServing();
            peer.ignoreKeys(this::received);
        }

        @Override
        void reboot() throws Exception {
            super.reboot();
            peer.endShell();
            peer.boot();
        }

        @Override
        void close() throws Exception {
            super.close();
            peer.close();
        }
    }
}
