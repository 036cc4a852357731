package org.qemu.functional.guest.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.qemu.functional.guest.net.TestFrames.TIMEOUT;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Tests a real gateway; the guest is this test with a raw socket, or a NIC's firmware. */
@Timeout(180)
class GatewayTest {
    private static final byte[] GATEWAY = {10, 0, 2, 2};
    private static final byte[] GUEST = {10, 0, 2, 15};

    @TempDir Path folder;
    private Network net;
    private QemuBinary binary;
    private EthernetSocket guest;

    @BeforeEach
    void create() {
        binary = QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64"));
        net = Network.create("net", folder);
        guest = net.socket("guest");
    }

    @AfterEach
    void close() {
        net.close();
    }

    /** Answer the gateway's ARP request for the guest's address, and return its MAC address. */
    private String answerArp() {
        Frame asked =
                guest.receive(
                        "an ARP request",
                        frame ->
                                frame.etherType() == Frame.ARP
                                        && frame.toString().contains("who has 10.0.2.15"),
                        TIMEOUT);
        ByteBuffer reply = ByteBuffer.wrap(asked.payload());
        byte[] asker = new byte[10];
        reply.get(8, asker);
        byte[] own = Frame.of(guest.mac(), guest.mac(), 0).bytes();
        reply.putShort(6, (short) 2).put(8, own, 0, 6).put(14, GUEST).put(18, asker);
        guest.send(Frame.of(asked.source(), guest.mac(), Frame.ARP, reply.array()));
        return asked.source();
    }

    @Test
    void forwardsConnectionsOfTheHostToTheGuest() throws Exception {
        Gateway gateway = net.gateway(binary);
        int port = gateway.forward(gateway.firstGuest(), 22);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            answerArp();
            Frame syn = guest.receive("SYN", it -> it.ipv4().isPresent(), TIMEOUT);
            assertThat(syn.toString()).contains("TCP [S] 10.0.2.2:").contains("> 10.0.2.15:22,");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void forwardsDatagramsBothWaysIfAskedTo() throws Exception {
        Gateway gateway = net.gateway(binary, GatewayOptions.standard().withUdp());
        int port = gateway.forwardUdp("10.0.2.15", 53);
        try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout((int) TIMEOUT.toMillis());
            byte[] question = "question".getBytes(UTF_8);
            client.send(
                    new DatagramPacket(
                            question, question.length, InetAddress.getLoopbackAddress(), port));
            String gatewayMac = answerArp();
            Frame received = guest.receive("it", it -> it.ipv4().isPresent(), TIMEOUT);
            assertThat(received.contains(question)).isTrue();
            int from = received.ipv4().orElseThrow().sourcePort();
            byte[] packet = Dhcp.udp(GUEST, 53, GATEWAY, from, "answer".getBytes(UTF_8));
            guest.send(Frame.of(gatewayMac, guest.mac(), Frame.IPV4, packet));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(new String(answer.getData(), 0, answer.getLength(), UTF_8))
                    .isEqualTo("answer");
        }
    }

    @Test
    void eachForwardHasAPortOfItsOwn() {
        Gateway gateway = net.gateway(binary);
        int first = gateway.forward("10.0.2.15", 22);
        int second = gateway.forward("10.0.2.15", 22);
        int third = gateway.forward("10.0.2.16", 22);
        assertThat(java.util.List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(gateway.forwards()).hasSize(3);
    }

    @Test
    void givesNoAddressesUnlessAskedTo() {
        Gateway gateway = net.gateway(binary);
        guest.send(Dhcp.discover(guest.mac()));
        LinkStatistics counts =
                gateway.link().awaitStatistics("a filter", it -> it.filtered() > 0, TIMEOUT);
        assertThat(counts.sent()).isZero();
    }

    @Test
    void givesAddressesToRealGuestsIfAskedTo() {
        net.gateway(binary, GatewayOptions.standard().withNetwork("10.9.8.0/24").withDhcp());
        Link link = net.link("client");
        QemuMachine vm = QemuMachine.create(binary, "client", folder);
        vm.addArgs("-machine", "pc", "-m", "64M", "-nodefaults", "-boot", "n");
        vm.addArgs("-netdev", link.netdev("n0"));
        vm.addArgs("-device", "e1000,netdev=n0,mac=" + link.mac());
        try {
            vm.launch();
            CapturedFrame ack =
                    net.waitForFrame(
                            "DHCP ACK",
                            seen -> seen.link().equals("gateway") && Dhcp.type(seen.frame()) == 5,
                            TIMEOUT.multipliedBy(3));
            assertThat(ack.frame().toString()).contains("UDP 10.9.8.2:67 >");
        } finally {
            vm.kill();
        }
    }

    @Test
    void endsWithItsNetwork() {
        Gateway gateway = net.gateway(binary);
        net.close();
        assertThatThrownBy(gateway::forwards).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesWhatItCannotForwardTo() {
        Gateway gateway = net.gateway(binary);
        assertThatThrownBy(() -> gateway.forward("10.0.3.1", 22))
                .hasMessageContaining("'10.0.3.1'")
                .hasMessageContaining("10.0.2.0/24");
        assertThatThrownBy(() -> gateway.forward("10.0.2.1;quit", 22))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gateway.forwardUdp("10.0.2.15", 53))
                .hasMessageContaining("withUdp()");
        assertThatThrownBy(() -> gateway.forward("10.0.2.15", 0)).hasMessageContaining("port 0");
        assertThatThrownBy(() -> GatewayOptions.standard().withNetwork("10.0.2.7/24"))
                .hasMessageContaining("'10.0.2.7/24' is not a network");
        assertThatThrownBy(() -> GatewayOptions.standard().withNetwork("10.0.256.0/24"))
                .hasMessageContaining("'10.0.256.0/24'");
    }
}
