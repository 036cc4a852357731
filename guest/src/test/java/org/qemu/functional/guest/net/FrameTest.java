package org.qemu.functional.guest.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.guest.net.TestFrames.ALICE;
import static org.qemu.functional.guest.net.TestFrames.BOB;
import static org.qemu.functional.guest.net.TestFrames.BROADCAST;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the fields of a frame. */
class FrameTest {
    private static final byte[] FROM = {10, 0, 0, 1};
    private static final byte[] TO = {10, 0, 0, 2};

    private static Frame ipv4(byte... packet) {
        return Frame.of(BOB, ALICE, Frame.IPV4, packet);
    }

    private static Frame ofProtocol(int protocol, byte... data) {
        byte[] packet = Dhcp.udp(FROM, 0, TO, 0, new byte[Math.max(0, data.length - 8)]);
        packet[9] = (byte) protocol;
        System.arraycopy(data, 0, packet, 20, data.length);
        return ipv4(packet);
    }

    @Test
    void tellsItsHeader() {
        Frame frame = Frame.of(BOB, ALICE, 0x88b5, "payload".getBytes(UTF_8));
        assertThat(frame.destination()).isEqualTo(BOB);
        assertThat(frame.source()).isEqualTo(ALICE);
        assertThat(frame.etherType()).isEqualTo(0x88b5);
        assertThat(frame.payload()).asString(UTF_8).isEqualTo("payload");
        assertThat(frame.length()).isEqualTo(21);
        assertThat(frame.isMulticast()).isFalse();
        assertThat(Frame.of(BROADCAST, ALICE, 0).isMulticast()).isTrue();
    }

    @Test
    void neverChanges() {
        byte[] bytes = Frame.of(BOB, ALICE, 1).bytes();
        Frame frame = Frame.of(bytes);
        bytes[0] = 99;
        frame.bytes()[1] = 99;
        assertThat(frame)
                .isEqualTo(Frame.of(BOB, ALICE, 1))
                .hasSameHashCodeAs(Frame.of(BOB, ALICE, 1));
    }

    @Test
    void findsBytesAnywhere() {
        Frame frame = Frame.of(BOB, ALICE, 1, "ciphertext".getBytes(UTF_8));
        assertThat(frame.contains("cipher".getBytes(UTF_8))).isTrue();
        assertThat(frame.contains("text".getBytes(UTF_8))).isTrue();
        assertThat(frame.contains("plain".getBytes(UTF_8))).isFalse();
        assertThat(frame.contains("texts".getBytes(UTF_8))).isFalse();
    }

    @Test
    void readsUdp() {
        Frame frame = ipv4(Dhcp.udp(FROM, 1234, TO, 53, "hello".getBytes(UTF_8)));
        Ipv4 packet = frame.ipv4().orElseThrow();
        assertThat(packet.source()).isEqualTo("10.0.0.1");
        assertThat(packet.destination()).isEqualTo("10.0.0.2");
        assertThat(packet.sourcePort()).isEqualTo(1234);
        assertThat(packet.destinationPort()).isEqualTo(53);
        assertThat(packet.data().length()).isEqualTo(8 + 5);
        assertThat(frame)
                .hasToString(
                        "%s > %s, UDP 10.0.0.1:1234 > 10.0.0.2:53, 47 bytes".formatted(ALICE, BOB));
    }

    @Test
    void leavesEthernetPaddingOutOfThePacket() {
        byte[] packet = Dhcp.udp(FROM, 1, TO, 2, new byte[3]);
        Frame padded = ipv4(java.util.Arrays.copyOf(packet, 46));
        assertThat(padded.ipv4().orElseThrow().data().length()).isEqualTo(8 + 3);
    }

    @Test
    void laterFragmentHasNoPorts() {
        byte[] packet = Dhcp.udp(FROM, 1234, TO, 53, new byte[3]);
        packet[7] = 1;
        assertThat(ipv4(packet).ipv4().orElseThrow().sourcePort()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1,0800000000000000,ICMP echo request 10.0.0.1 > 10.0.0.2",
        "1,0000000000000000,ICMP echo reply 10.0.0.1",
        "6,0016d431000000000000000050120000,TCP [SA] 10.0.0.1:22 > 10.0.0.2:54321",
        "89,0201002c00000000,IPv4 protocol 89 10.0.0.1 > 10.0.0.2",
    })
    void summarizesProtocols(int protocol, String data, String summary) {
        assertThat(ofProtocol(protocol, HexFormat.of().parseHex(data)).toString())
                .contains(summary);
    }

    @Test
    void summarizesArp() {
        String request =
                "0001080006040001" + "0200000000aa" + "0a000001" + "000000000000" + "0a000002";
        Frame frame = Frame.of(BROADCAST, ALICE, Frame.ARP, HexFormat.of().parseHex(request));
        assertThat(frame.toString()).contains("ARP who has 10.0.0.2, tell 10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"0,0x55", "0,0x42", "0,0x4f", "2,0x7f"})
    void malformedPacketIsNoPacket(int at, String value) {
        byte[] packet = Dhcp.udp(FROM, 1, TO, 2, new byte[3]);
        packet[at] = Integer.decode(value).byteValue();
        assertThat(ipv4(packet).ipv4()).isEmpty();
        assertThat(ipv4(packet).toString()).contains("malformed IPv4");
    }

    @Test
    void refusesWhatIsNoFrame() {
        assertThatThrownBy(() -> Frame.of(new byte[13])).hasMessageContaining("13 bytes");
        assertThatThrownBy(() -> Frame.of(new byte[Frame.LONGEST + 1]))
                .hasMessageContaining("69633 bytes");
        assertThatThrownBy(() -> Frame.of("02:00:00", ALICE, 0)).hasMessageContaining("'02:00:00'");
        assertThatThrownBy(() -> Frame.of("02-00-00-00-00-01", ALICE, 0))
                .hasMessageContaining("'02-00-00-00-00-01'");
    }
}
