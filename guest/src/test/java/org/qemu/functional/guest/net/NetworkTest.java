package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.guest.net.TestFrames.ALICE;
import static org.qemu.functional.guest.net.TestFrames.BOB;
import static org.qemu.functional.guest.net.TestFrames.EXPERIMENTAL;
import static org.qemu.functional.guest.net.TestFrames.TIMEOUT;
import static org.qemu.functional.guest.net.TestFrames.broadcast;
import static org.qemu.functional.guest.net.TestFrames.number;
import static org.qemu.functional.guest.net.TestFrames.numbered;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.logging.TestLog;

/** Tests a network with well-behaved peers. */
@Timeout(60)
class NetworkTest {
    @TempDir Path logs;

    @Test
    void hubTakesEachFrameToAllOtherLinks() throws Exception {
        try (Network net = Network.create("net", logs);
                StreamClient a = StreamClient.attach(net.link("a"));
                StreamClient b = StreamClient.attach(net.link("b"));
                EthernetSocket probe = net.socket("probe")) {
            a.send(broadcast("one"));
            assertThat(b.receive()).isEqualTo(broadcast("one"));
            assertThat(probe.receive(TIMEOUT)).isEqualTo(broadcast("one"));
            probe.send(broadcast("two"));
            // The first frame that the sender of "one" receives is not its own.
            assertThat(a.receive()).isEqualTo(broadcast("two"));
            assertThat(b.receive()).isEqualTo(broadcast("two"));
            assertThat(probe.poll()).isEmpty();
        }
    }

    @Test
    void capturesWhatItPassesOnWithItsLinkBeforeAnybodyGetsIt() throws Exception {
        try (Network net = Network.create("net", logs);
                StreamClient a = StreamClient.attach(net.link("a"));
                EthernetSocket probe = net.socket("probe")) {
            a.send(broadcast("one"));
            probe.receive(TIMEOUT);
            probe.send(broadcast("two"));
            a.receive();
            assertThat(net.captured())
                    .extracting(CapturedFrame::number, CapturedFrame::link, CapturedFrame::frame)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(0L, "a", broadcast("one")),
                            org.assertj.core.groups.Tuple.tuple(1L, "probe", broadcast("two")));
            assertThat(PcapReader.read(logs.resolve("net.pcap")))
                    .extracting(PcapReader.Packet::frame)
                    .containsExactly(broadcast("one"), broadcast("two"));
        }
    }

    @Test
    void pcapHoldsTheTimesThatTheTestSees() throws Exception {
        Instant before = Instant.now();
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            probe.send(broadcast("one"));
            CapturedFrame seen = net.waitForFrame("the frame", any -> true, TIMEOUT);
            assertThat(PcapReader.read(net.pcap()))
                    .containsExactly(new PcapReader.Packet(seen.time(), seen.frame()));
            assertThat(seen.time()).isBetween(before, Instant.now());
        }
    }

    @Test
    void waitForFrameReturnsOneThatCameEarlierOrComesLater() {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            probe.send(broadcast("one"));
            net.waitForFrame("one", it -> it.frame().equals(broadcast("one")), TIMEOUT);
            long now = net.count();
            probe.send(broadcast("two"));
            assertThat(net.waitForFrame(now, "a later one", any -> true, TIMEOUT).frame())
                    .isEqualTo(broadcast("two"));
            assertThat(net.captured(now)).hasSize(1);
        }
    }

    @Test
    void waitForFrameTellsWhatCameInstead() {
        try (Network net = Network.create("net", logs);
                EthernetSocket probe = net.socket("probe")) {
            probe.send(broadcast("one"));
            assertThatThrownBy(
                            () ->
                                    net.waitForFrame(
                                            "an answer",
                                            it -> it.link().equals("other"),
                                            Duration.ofMillis(50)))
                    .isInstanceOf(FrameTimeoutError.class)
                    .hasMessageContaining("an answer was not on network 'net'")
                    .hasMessageContaining(ALICE + " > ff:ff:ff:ff:ff:ff, EtherType 0x88b5")
                    .hasMessageContaining(net.pcap().toString());
        }
    }

    @Test
    void switchTakesFramesOnlyWhereTheirReceiverWasHeard() throws Exception {
        try (Network net = Network.createSwitch("net", logs);
                StreamClient a = StreamClient.attach(net.link("a"));
                StreamClient b = StreamClient.attach(net.link("b"));
                EthernetSocket probe = net.socket("probe")) {
            Frame unknown = Frame.of(BOB, ALICE, EXPERIMENTAL, (byte) 1);
            a.send(unknown);
            assertThat(b.receive()).isEqualTo(unknown);
            assertThat(probe.receive(TIMEOUT)).isEqualTo(unknown);
            Frame answer = Frame.of(ALICE, BOB, EXPERIMENTAL, (byte) 2);
            b.send(answer);
            assertThat(a.receive()).isEqualTo(answer);
            Frame known = Frame.of(BOB, ALICE, EXPERIMENTAL, (byte) 3);
            a.send(known);
            assertThat(b.receive()).isEqualTo(known);
            a.send(broadcast("all"));
            assertThat(probe.receive(TIMEOUT)).isEqualTo(broadcast("all"));
        }
    }

    @Test
    void fiftyStationsHearEachOther() throws Exception {
        int count = 50;
        List<StreamClient> stations = new ArrayList<>();
        try (Network net = Network.create("net", logs)) {
            for (int i = 0; i < count; i++) {
                stations.add(StreamClient.attach(net.link("station" + i)));
            }
            for (int i = 0; i < count; i++) {
                stations.get(i).send(numbered(i, 60));
            }
            for (int i = 0; i < count; i++) {
                Set<Integer> received = new HashSet<>();
                for (int j = 1; j < count; j++) {
                    received.add(number(stations.get(i).receive()));
                }
                assertThat(received).hasSize(count - 1).doesNotContain(i);
            }
        } finally {
            for (StreamClient station : stations) {
                station.close();
            }
        }
    }

    @Test
    void longestFramePasses() throws Exception {
        try (Network net = Network.create("net", logs);
                StreamClient a = StreamClient.attach(net.link("a"));
                StreamClient b = StreamClient.attach(net.link("b"))) {
            Frame longest = numbered(7, Frame.LONGEST);
            a.send(longest);
            assertThat(b.receive()).isEqualTo(longest);
        }
    }

    @Test
    void addressesAreLocalUnicastTheSameEachTimeAndUnlike() {
        List<String> first;
        try (Network net = Network.create("net", logs)) {
            first = List.of(net.link("a").mac(), net.link("b").mac());
        }
        try (Network net = Network.create("net", logs);
                Network other = Network.create("other", logs)) {
            assertThat(List.of(net.link("a").mac(), net.link("b").mac())).isEqualTo(first);
            assertThat(other.link("a").mac()).isNotEqualTo(first.get(0));
        }
        assertThat(first)
                .doesNotHaveDuplicates()
                .allMatch(mac -> mac.matches("02(:[0-9a-f]{2}){5}"));
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws Exception {
        Network net = Network.create("closing", logs);
        EthernetSocket probe = net.socket("probe");
        Link link = net.link("a");
        try (StreamClient a = StreamClient.attach(link)) {
            net.close();
            assertThat(a.in.read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> probe.receive(TIMEOUT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'probe' was closed");
        assertThatThrownBy(() -> probe.send(broadcast("late")))
                .hasMessageContaining("'probe' is closed");
        assertThatThrownBy(() -> net.link("b")).hasMessageContaining("'closing' is closed");
        assertThat(link.isAttached()).isFalse();
        assertThat(link.statistics().received()).isZero();
        String option = link.netdev("n0");
        assertThat(Files.exists(Path.of(option.substring(option.indexOf("/"))).getParent()))
                .isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("net-closing"));
    }

    @Test
    void logsWhoCameAndWentAndWhatBecameOfTheFrames() throws Exception {
        Path log = logs.resolve("base.log");
        try (TestLog opened = TestLog.open(log)) {
            assertThat(opened).isNotNull();
            try (Network net = Network.create("net", logs);
                    EthernetSocket probe = net.socket("probe");
                    StreamClient a = StreamClient.attach(net.link("a"))) {
                a.send(broadcast("one"));
                probe.receive(TIMEOUT);
            }
        }
        assertThat(log)
                .content()
                .contains("link 'a' of network 'net': attached")
                .contains("link 'a' of network 'net': detached")
                .contains("network 'net' a: LinkStatistics[received=1, sent=0,")
                .contains("network 'net' probe: LinkStatistics[received=0, sent=1,");
    }

    @Test
    void refusesNamesThatAreTakenOrNoFiles() {
        try (Network net = Network.create("net", logs)) {
            net.link("a");
            assertThatThrownBy(() -> net.socket("a"))
                    .hasMessageContaining("already has a link 'a'");
            assertThatThrownBy(() -> net.link("../b")).hasMessageContaining("'../b' cannot name");
        }
        assertThatThrownBy(() -> Network.create("a/b", logs))
                .hasMessageContaining("'a/b' cannot name a network");
    }
}
