package org.qemu.functional.guest.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Checks the errors of each kind of channel when it is closed or its guest is lost, for each kind
 * of pending operation.
 */
class ChannelEndTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(60));
    private static final String CLOSED = "the channel to the guest was closed";

    @TempDir Path folder;
    private final FakeWatch watch = new FakeWatch();
    private ChannelPeer peer;

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    /** A pending operation. */
    private enum Point {
        STARTING {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                peer.stopServing();
                // A long script is transferred as a file before it runs.
                channel.start("#".repeat(40_000)).close();
            }
        },
        RUNNING {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                try (Execution execution = peer.startEndless(channel)) {
                    peer.started();
                    var unused = execution.await(LONG);
                }
            }
        },
        COLLECTING {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                try (Execution execution = peer.startEndless(channel)) {
                    peer.started();
                    var unused = execution.collect(1, LONG);
                }
            }
        },
        READING_OUTPUT {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                try (Execution execution = peer.startEndless(channel)) {
                    peer.started();
                    int unused = execution.stdout().read();
                }
            }
        },
        WRITING_A_FILE {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                peer.stopServing();
                channel.put(new ByteArrayInputStream(new byte[1 << 21]), "/f", 0644, LONG);
            }
        },
        READING_A_FILE {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                peer.stopServing();
                int unused = channel.get("/f", new ByteArrayOutputStream(), LONG);
            }
        },
        WAITING_FOR_A_FILE {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                peer.stopServing();
                boolean unused = channel.awaitFile("/f", LONG);
            }
        },
        CONNECTING {
            @Override
            void run(GuestChannel channel, ChannelPeer peer) throws Exception {
                peer.stopServing();
                channel.connect(LONG);
            }
        };

        /** Start the operation; the peer records when it is pending. */
        abstract void run(GuestChannel channel, ChannelPeer peer) throws Exception;
    }

    static Stream<Arguments> points() {
        return Stream.of(ChannelPeer.Kind.values())
                .flatMap(kind -> Stream.of(Point.values()).map(point -> Arguments.of(kind, point)));
    }

    private CompletableFuture<Throwable> begin(ChannelPeer.Kind kind, Point point)
            throws Exception {
        peer = kind.open(watch, folder);
        GuestChannel channel = peer.channel();
        if (point != Point.CONNECTING) {
            channel.connect(LONG);
        }
        CompletableFuture<Throwable> failure =
                CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> point.run(channel, peer)),
                        task -> new Thread(task, "operation").start());
        peer.awaitUnderWay();
        return failure;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("points")
    void closeSaysSo(ChannelPeer.Kind kind, Point point) throws Exception {
        CompletableFuture<Throwable> failure = begin(kind, point);
        peer.channel().close();
        assertThat(failure.get()).hasMessageStartingWith(CLOSED);
        Throwable later = catchThrowable(() -> peer.channel().start("true").await(LONG));
        assertThat(later).isInstanceOf(AssertionError.class).hasMessageStartingWith(CLOSED);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("points")
    void lossIsToldAndNotToWhatBeginsThen(ChannelPeer.Kind kind, Point point) throws Exception {
        CompletableFuture<Throwable> failure = begin(kind, point);
        watch.lose(new GuestFailedError("the guest rebooted", GuestWatch.REBOOT));
        Throwable error = failure.get();
        assertThat(error).hasMessageStartingWith("the guest rebooted");
        assertThat(error instanceof IOException ? error.getCause() : error)
                .isInstanceOf(GuestFailedError.class);
        peer.reboot();
        assertThat(peer.serveOne()).contains(GuestExitStatus.of(0));
    }
}
