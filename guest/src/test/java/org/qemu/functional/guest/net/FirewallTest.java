package org.qemu.functional.guest.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Tests a gateway that only forwards ports. */
class FirewallTest {
    private static final byte[] GATEWAY = {10, 0, 2, 2};
    private static final byte[] GUEST = {10, 0, 2, 15};
    private static final byte[] WORLD = {8, 8, 8, 8};

    private static final String SLIRP = "52:55:0a:00:02:02";

    private final Firewall firewall = new Firewall(GatewayOptions.standard().withUdp());

    private static Frame packet(byte[] from, byte[] to, int protocol, int port, int flags) {
        byte[] packet = Dhcp.udp(from, port, to, port, new byte[20]);
        packet[9] = (byte) protocol;
        ByteBuffer.wrap(packet).put(20 + 13, (byte) flags);
        return Frame.of(SLIRP, TestFrames.BOB, Frame.IPV4, packet);
    }

    @Test
    void keepsGuestsFromOpeningConnections() {
        assertThat(firewall.test(packet(GUEST, GATEWAY, Ipv4.TCP, 80, 2))).isFalse();
        assertThat(firewall.test(packet(GUEST, WORLD, Ipv4.TCP, 80, 2))).isFalse();
    }

    @Test
    void letsConnectionsOfTheHostPass() {
        assertThat(firewall.test(packet(GATEWAY, GUEST, Ipv4.TCP, 80, 2))).isTrue();
        assertThat(firewall.test(packet(GUEST, GATEWAY, Ipv4.TCP, 80, 2 | 16))).isTrue();
        assertThat(firewall.test(packet(GUEST, GATEWAY, Ipv4.TCP, 80, 16))).isTrue();
        assertThat(firewall.test(packet(GUEST, GATEWAY, Ipv4.TCP, 80, 4))).isTrue();
    }

    @Test
    void letsDatagramsPassOnlyAsAnswersToForwardedOnes() {
        Frame answer = packet(GUEST, GATEWAY, Ipv4.UDP, 53, 0);
        assertThat(firewall.test(answer)).isFalse();
        firewall.allowAnswers("10.0.2.15", 53);
        assertThat(firewall.test(answer)).isTrue();
        assertThat(firewall.test(packet(GUEST, WORLD, Ipv4.UDP, 123, 0))).isFalse();
    }

    @Test
    void keepsWhatGuestsSayToEachOtherOffTheGateway() {
        byte[] packet = packet(GUEST, GATEWAY, Ipv4.TCP, 80, 16).payload();
        Firewall open = new Firewall(GatewayOptions.standard().withOutside());
        assertThat(open.test(Frame.of(SLIRP, TestFrames.BOB, Frame.IPV4, packet))).isTrue();
        assertThat(open.test(Frame.of(TestFrames.BOB, SLIRP, Frame.IPV4, packet))).isTrue();
        assertThat(open.test(Frame.of(TestFrames.ALICE, TestFrames.BOB, Frame.IPV4, packet)))
                .isFalse();
    }

    @Test
    void letsGuestsPingTheGatewayAlone() {
        assertThat(firewall.test(packet(GUEST, GATEWAY, Ipv4.ICMP, 0, 0))).isTrue();
        assertThat(firewall.test(packet(GUEST, WORLD, Ipv4.ICMP, 0, 0))).isFalse();
    }

    @Test
    void dropsOtherProtocolsUnlessTheWayOutIsOpen() {
        Frame ipv6 = Frame.of(SLIRP, TestFrames.BOB, Frame.IPV6, new byte[40]);
        assertThat(firewall.test(ipv6)).isFalse();
        Firewall open = new Firewall(GatewayOptions.standard().withOutside());
        assertThat(open.test(ipv6)).isTrue();
        assertThat(open.test(packet(GUEST, WORLD, Ipv4.TCP, 80, 2))).isTrue();
    }

    @Test
    void dhcpPassesOnlyIfAskedFor() {
        Frame discover = Dhcp.discover(TestFrames.ALICE);
        assertThat(firewall.test(discover)).isFalse();
        assertThat(new Firewall(GatewayOptions.standard().withOutside()).test(discover)).isFalse();
        assertThat(new Firewall(GatewayOptions.standard().withDhcp()).test(discover)).isTrue();
    }
}
