package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.tests.qtest.Frames.DEVICE;
import static org.qemu.functional.tests.qtest.Frames.OTHER;
import static org.qemu.functional.tests.qtest.Frames.address;
import static org.qemu.functional.tests.qtest.Frames.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioNet;
import org.qemu.functional.tests.qtest.Frames;

/** Addresses, link and announcements of virtio-net, on each machine and transport. */
class VirtioNetControlTest {
    private static final int ROOM = 2048;
    private static final int PROMISCUOUS = 0;
    private static final int SET_ADDRESS = 1;
    private static final int ACKNOWLEDGE = 0;

    private static void start(VirtioNet net, long features) {
        net.start(features);
        assertTrue(net.device().has(features), "not offered: 0x%x".formatted(features));
    }

    private static JsonNode filter(QTest qtest) {
        return qtest.cmd("query-rx-filter").path(0);
    }

    @QosTest
    void hasTheAddressThatItWasGiven(VirtioNet net) {
        start(net, VirtioNet.MAC);
        assertArrayEquals(address(DEVICE), net.mac());
    }

    @QosTest(deviceOptions = "host_mtu=1400")
    void tellsHowLongPacketsMayBe(VirtioNet net) {
        start(net, VirtioNet.MTU);
        net.mtu().expect(1400);
    }

    @QosTest
    void takesAnotherAddress(VirtioNet net, QTest qtest) {
        start(net, VirtioNet.CONTROL | VirtioNet.CONTROL_MAC);
        assertEquals(DEVICE, filter(qtest).path("main-mac").asText());
        assertEquals(VirtioNet.OK, net.control(VirtioNet.MAC_CLASS, SET_ADDRESS, address(OTHER)));
        assertArrayEquals(address(OTHER), net.mac());
        assertEquals(OTHER, filter(qtest).path("main-mac").asText());
    }

    @QosTest
    void takesAnotherAddressInALegacyConfiguration(VirtioNet net) {
        net.start(VirtioNet.MAC);
        byte[] expected = net.mac();
        net.device().transport().config().writeb(5, 0x77);
        if (!net.device().transport().isModern()) {
            expected[5] = 0x77;
        }
        assertArrayEquals(expected, net.mac());
    }

    @QosTest
    void refusesCommandsThatItDoesNotKnow(VirtioNet net, QTest qtest) {
        start(net, VirtioNet.CONTROL | VirtioNet.CONTROL_MAC);
        assertEquals(VirtioNet.ERROR, net.control(200, 0));
        assertEquals(VirtioNet.ERROR, net.control(VirtioNet.MAC_CLASS, 200));
        byte[] short5 = Arrays.copyOf(address(OTHER), 5);
        assertEquals(VirtioNet.ERROR, net.control(VirtioNet.MAC_CLASS, SET_ADDRESS, short5));
        assertEquals(DEVICE, filter(qtest).path("main-mac").asText());
    }

    @QosTest(running = true)
    void receivesOnlyWhatIsForItUnlessPromiscuous(VirtioNet net, QTest qtest) {
        start(net, VirtioNet.CONTROL | VirtioNet.CONTROL_RECEIVE);
        int kind = VirtioNet.RECEIVE_CLASS;
        assertEquals(VirtioNet.OK, net.control(kind, PROMISCUOUS, (byte) 0));
        assertEquals("false", filter(qtest).path("promiscuous").asText());
        byte[] other = frame(OTHER, 70, 1);
        byte[] own = frame(DEVICE, 80, 2);
        byte[] all = frame(Frames.ALL, 90, 3);
        for (int i = 0; i < 3; i++) {
            net.offer(ROOM);
        }
        try (HostNetwork host = HostNetwork.join(qtest)) {
            host.send(other);
            host.send(own);
            host.send(all);
            assertArrayEquals(own, net.receive());
            assertArrayEquals(all, net.receive());
            assertEquals(VirtioNet.OK, net.control(kind, PROMISCUOUS, (byte) 1));
            assertEquals("true", filter(qtest).path("promiscuous").asText());
            host.send(other);
            assertArrayEquals(other, net.receive());
        }
    }

    @QosTest
    void tellsOfItsLink(VirtioNet net, QTest qtest) {
        start(net, VirtioNet.STATUS);
        net.status().expect(VirtioNet.LINK_UP);
        qtest.cmd("set_link", "name", "net", "up", false);
        net.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        net.status().expect(0);
        qtest.cmd("set_link", "name", "net", "up", true);
        net.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        net.status().expect(VirtioNet.LINK_UP);
    }

    @QosTest(running = true)
    void isAnnouncedByTheHost(VirtioNet net, QTest qtest) {
        net.start(0);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            announce(qtest);
            byte[] announcement = host.receive();
            byte[] head = Arrays.copyOf(announcement, 14);
            byte[] expected = new byte[14];
            System.arraycopy(address(Frames.ALL), 0, expected, 0, 6);
            System.arraycopy(address(DEVICE), 0, expected, 6, 6);
            // RARP (RFC 903).
            expected[12] = (byte) 0x80;
            expected[13] = 0x35;
            assertArrayEquals(expected, head);
        }
    }

    @QosTest(running = true)
    void asksItsDriverToAnnounceIt(VirtioNet net, QTest qtest) {
        start(net, VirtioNet.STATUS | VirtioNet.CONTROL | VirtioNet.ANNOUNCE);
        announce(qtest);
        net.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        net.status().expect(VirtioNet.LINK_UP | VirtioNet.ANNOUNCE_NEEDED);
        assertEquals(VirtioNet.OK, net.control(VirtioNet.ANNOUNCE_CLASS, ACKNOWLEDGE));
        net.status().expect(VirtioNet.LINK_UP);
        assertEquals(VirtioNet.ERROR, net.control(VirtioNet.ANNOUNCE_CLASS, ACKNOWLEDGE));
    }

    private static void announce(QTest qtest) {
        qtest.cmd("announce-self", "initial", 10, "max", 100, "rounds", 1, "step", 10);
    }
}
