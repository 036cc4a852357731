package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.qemu.functional.guest.net.TestFrames.TIMEOUT;
import static org.qemu.functional.guest.net.TestFrames.broadcast;
import static org.qemu.functional.guest.net.TestFrames.number;
import static org.qemu.functional.guest.net.TestFrames.numbered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests peers that misbehave, end or do not read. */
@Timeout(60)
class MisbehavingPeerTest {
    @TempDir Path logs;

    @ParameterizedTest
    @ValueSource(ints = {0, Frame.LONGEST + 1, -1, Integer.MIN_VALUE, 0x47455420})
    void malformedLengthClosesTheLinkAndEndsTheTestsWait(int length) throws Exception {
        Network net = Network.create("net", logs);
        try (EthernetSocket probe = net.socket("probe");
                StreamClient a = StreamClient.attach(net.link("a"))) {
            a.out.writeInt(length);
            a.out.flush();
            assertThatThrownBy(() -> net.waitForFrame("one", any -> true, TIMEOUT))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("link 'a' of network 'net'")
                    .hasMessageContaining("a frame of %d bytes", Integer.toUnsignedLong(length));
            assertThat(a.in.read()).isEqualTo(-1);
            assertThat(probe.link().isAttached()).isTrue();
        }
        net.close();
    }

    @Test
    void failureThatNobodySawIsThrownAtTheClose() throws Exception {
        Network net = Network.create("net", logs);
        Link link = net.link("a");
        try (StreamClient a = StreamClient.attach(link)) {
            a.out.writeInt(0);
            a.out.flush();
            assertThat(a.in.read()).isEqualTo(-1);
        }
        NetworkException thrown = catchThrowableOfType(NetworkException.class, net::close);
        assertThat(thrown).hasMessageContaining("a frame of 0 bytes");
        assertThat(link.failure()).contains(thrown);
    }

    @Test
    void failureThatTheTestAskedForIsNotThrownAgain() throws Exception {
        try (Network net = Network.create("net", logs)) {
            Link link = net.link("a");
            try (StreamClient a = StreamClient.attach(link)) {
                a.out.writeInt(0);
                a.out.flush();
                assertThat(a.in.read()).isEqualTo(-1);
            }
            assertThat(link.failure()).isPresent();
        }
    }

    @Test
    void secondVmAtALinkIsSentAwayWithAReason() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            Link link = net.link("a");
            try (StreamClient first = StreamClient.attach(link);
                    StreamClient second = StreamClient.call(link)) {
                assertThat(second.in.read()).isEqualTo(-1);
                assertThat(link.failure().orElseThrow())
                        .hasMessageContaining("create a link for each NIC");
                probe.send(broadcast("still there"));
                assertThat(first.receive()).isEqualTo(broadcast("still there"));
            }
        }
    }

    @Test
    void peerThatLeavesMidFrameLeavesQuietlyAndMayComeAgain() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            Link link = net.link("a");
            try (StreamClient a = StreamClient.attach(link)) {
                a.out.writeInt(100);
                a.out.write(new byte[50]);
                a.out.flush();
            }
            link.awaitDetached(TIMEOUT);
            try (StreamClient a = StreamClient.attach(link)) {
                a.send(broadcast("again"));
                assertThat(probe.receive(TIMEOUT)).isEqualTo(broadcast("again"));
            }
        }
    }

    @Test
    void waitForAFrameOfALinkThatWasLeftLooksBackAndThenEnds() throws Exception {
        try (Network net = Network.create("net", logs)) {
            Link link = net.link("a");
            try (StreamClient a = StreamClient.attach(link)) {
                a.send(broadcast("last words"));
            }
            link.awaitDetached(TIMEOUT);
            assertThat(net.captured()).hasSize(1);
            Duration hour = Duration.ofHours(1);
            assertThat(link.waitForFrame("them", any -> true, hour).frame())
                    .isEqualTo(broadcast("last words"));
            assertThatThrownBy(() -> link.waitForFrame("more", any -> false, hour))
                    .isInstanceOf(FrameTimeoutError.class)
                    .hasMessageContaining("more was not on network 'net' before the VM left");
        }
    }

    @Test
    void waitForAFrameOfALinkThatWasLeftGoesOnWhenAVmComesAgain() throws Exception {
        try (Network net = Network.create("net", logs)) {
            Link link = net.link("a");
            StreamClient.attach(link).close();
            link.awaitDetached(TIMEOUT);
            CompletableFuture<CapturedFrame> found =
                    CompletableFuture.supplyAsync(
                            () -> link.waitForFrame("a frame", any -> true, TIMEOUT));
            try (StreamClient a = StreamClient.attach(link)) {
                a.send(broadcast("again"));
                assertThat(found.get().frame()).isEqualTo(broadcast("again"));
            }
        }
    }

    @Test
    void newVmReplacesOneWhoseEndWasNotYetRead() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            Link link = net.link("a");
            for (int i = 0; i < 50; i++) {
                try (StreamClient a = StreamClient.call(link)) {
                    a.send(numbered(i, 60));
                    assertThat(number(probe.receive(TIMEOUT))).isEqualTo(i);
                }
            }
            assertThat(link.failure()).isEmpty();
        }
    }

    @Test
    void peerThatDoesNotReadHoldsNobodyUpAndGetsWholeFramesLater() throws Exception {
        int count = 4000;
        try (Network net = Network.create("net", logs);
                StreamClient sender = StreamClient.attach(net.link("sender"));
                StreamClient reader = StreamClient.attach(net.link("reader"))) {
            Link stuckLink = net.link("stuck");
            try (StreamClient stuck = StreamClient.attach(stuckLink)) {
                for (int i = 0; i < count; i++) {
                    sender.send(numbered(i, 1514));
                    assertThat(number(reader.receive())).isEqualTo(i);
                }
                LinkStatistics counts = stuckLink.statistics();
                assertThat(counts.dropped()).isPositive();
                assertThat(counts.sent() + counts.dropped()).isEqualTo(count);
                // The beginning of the queue is unchanged and correctly framed; its end was
                // dropped.
                for (int i = 0; i < counts.sent(); i++) {
                    assertThat(stuck.receive()).isEqualTo(numbered(i, 1514));
                }
                sender.send(numbered(count, 1514));
                assertThat(number(stuck.receive())).isEqualTo(count);
            }
        }
    }

    @Test
    void framesInPiecesAreJoined() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe");
                StreamClient a = StreamClient.attach(net.link("a"))) {
            Frame frame = numbered(1, 200);
            byte[] wire = new byte[4 + 200];
            wire[3] = (byte) 200;
            System.arraycopy(frame.bytes(), 0, wire, 4, 200);
            for (byte piece : wire) {
                a.out.write(piece);
                a.out.flush();
            }
            assertThat(probe.receive(TIMEOUT)).isEqualTo(frame);
        }
    }

    @Test
    void runtIsCountedAndNotPassedOn() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            Link link = net.link("a");
            try (StreamClient a = StreamClient.attach(link)) {
                a.out.writeInt(13);
                a.out.write(new byte[13]);
                a.send(broadcast("after"));
                assertThat(probe.receive(TIMEOUT)).isEqualTo(broadcast("after"));
                assertThat(link.statistics().runts()).isEqualTo(1);
            }
        }
    }

    @Test
    void socketThatIsNotEmptiedDropsTheLatestAndCountsThem() throws Exception {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe");
                EthernetSocket sender = net.socket("sender")) {
            for (int i = 0; i < EthernetSocket.QUEUE + 10; i++) {
                sender.send(numbered(i, 60));
            }
            probe.link().awaitStatistics("drops", it -> it.dropped() == 10, TIMEOUT);
            assertThat(number(probe.receive(TIMEOUT))).isZero();
        }
    }

    @Test
    void filterThatThrowsIsReported() {
        Network net = Network.create("net", logs);
        EthernetSocket probe = net.socket("probe");
        probe.link()
                .filter(
                        frame -> {
                            throw new IllegalArgumentException("no such thing");
                        });
        probe.send(broadcast("one"));
        probe.link().awaitStatistics("the frame", it -> it.received() == 1, TIMEOUT);
        assertThatThrownBy(net::close)
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("no such thing");
    }

    @Test
    void linkThatNobodyCallsAtSaysWhatIsMissing() {
        try (Network net = Network.create("net", logs)) {
            Link link = net.link("a");
            assertThatThrownBy(() -> link.awaitAttached(Duration.ofMillis(10)))
                    .isInstanceOf(FrameTimeoutError.class)
                    .hasMessageContaining("link 'a' of network 'net'")
                    .hasMessageContaining(link.netdev("<id>"));
        }
    }
}
