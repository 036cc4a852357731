package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.net.IntelCard;
import org.qemu.functional.qtest.qos.net.PacketSocket;
import org.qemu.functional.qtest.qos.pci.Msix;

/**
 * Network cards other than virtio. Frames are transferred where the card accesses memory without an
 * IOMMU, and therefore not behind sPAPR's.
 */
class NetworkCardTest {
    private static final String DIRECT = "/(pc|q35|virt)/";
    private static final String MAC = "52:54:00:ab:cd:ef";
    private static final int RAL = 0x5400;
    private static final int RAH = 0x5404;

    /** The register with the number of good received frames; reading clears it. */
    private static final int GOOD_RECEIVED = 0x4074;

    private static final int GOOD_TRANSMITTED = 0x4080;

    /** The minimum size of an Ethernet frame without its checksum. */
    private static final int SHORTEST = 60;

    @QosTest(deviceOptions = "mac=" + MAC)
    void takesItsAddressFromTheEeprom(IntelCard card) {
        assertEquals(MAC, card.macAddress());
        assertEquals(0x5452, card.eeprom(0));
        assertEquals(0xab00, card.eeprom(1));
        assertEquals(0xefcd, card.eeprom(2));
        // The sum of all 64 words, including the checksum, must be this value.
        int sum = 0;
        for (int word = 0; word < 0x40; word++) {
            sum += card.eeprom(word);
        }
        assertEquals("0xbaba", "0x%04x".formatted(sum & 0xffff));
    }

    @QosTest(deviceOptions = "mac=" + MAC)
    void resetRestoresItsAddress(IntelCard card) {
        card.registers().registerl("RAL", RAL).writeAndExpect(0x11111111);
        card.registers().registerl("RAH", RAH).writeAndExpect(0x80001111L);
        card.reset();
        assertEquals(MAC, card.macAddress());
        card.registers().registerl("RAH", RAH).expect(0x8000efcdL);
    }

    @QosTest(running = true, only = DIRECT)
    void transmits(IntelCard card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            byte[] frame = frame(1, 200);
            card.transmit(frame);
            assertArrayEquals(frame, socket.receive());
            card.registers().registerl("good packets transmitted", GOOD_TRANSMITTED).expect(1);
            card.registers().registerl("good packets transmitted", GOOD_TRANSMITTED).expect(0);
        }
    }

    @QosTest(running = true, only = DIRECT)
    void receives(IntelCard card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            byte[] frame = frame(3, 1514);
            socket.send(frame);
            assertArrayEquals(frame, card.receive());
            card.registers().registerl("good packets received", GOOD_RECEIVED).expect(1);
        }
    }

    @QosTest(running = true, only = DIRECT)
    void padsShortFrames(IntelCard card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            byte[] frame = frame(4, 14);
            socket.send(frame);
            assertArrayEquals(Arrays.copyOf(frame, SHORTEST), card.receive());
        }
    }

    @QosTest(running = true, only = DIRECT)
    void movesManyFramesBothWays(IntelCard card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            // This is sufficient to wrap around the rings.
            for (int i = 0; i < 100; i++) {
                byte[] frame = frame(i, SHORTEST + 14 * i);
                card.transmit(frame);
                assertArrayEquals(frame, socket.receive());
                socket.send(frame);
                assertArrayEquals(frame, card.receive());
            }
            assertTrue(socket.isQuiet());
        }
    }

    @QosTest(running = true, only = DIRECT)
    void keepsFramesInOrderWhileNobodyLooks(IntelCard card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            // As many frames as there are buffers.
            for (int i = 0; i < IntelCard.BUFFERS; i++) {
                socket.send(frame(i, 100 + i));
            }
            for (int i = 0; i < IntelCard.BUFFERS; i++) {
                assertArrayEquals(frame(i, 100 + i), card.receive());
            }
        }
    }

    @QosTest(running = true, only = DIRECT)
    void sendsMessagesForTransmittedAndReceivedFrames(
            IntelCard card, QTest qtest, QosMachine machine) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            Msix msix = card.enableInterrupts();
            long message = machine.memory().alloc(8);
            qtest.memset(message, 8, 0);
            msix.set(IntelCard.RECEIVE_VECTOR, message, 0xcafe);
            msix.set(IntelCard.TRANSMIT_VECTOR, message + 4, 0xbabe);

            card.transmit(frame(5, SHORTEST));
            qtest.memory().registerl("message of transmission", message + 4).await(-1L, 0xbabe);
            qtest.memory().registerl("message of reception", message).expect(0);

            socket.send(frame(6, SHORTEST));
            card.receive();
            qtest.memory().registerl("message of reception", message).await(-1L, 0xcafe);
        }
    }

    /** Return a broadcast frame of a local experimental type. */
    private static byte[] frame(int seed, int length) {
        byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        Arrays.fill(frame, 0, 6, (byte) 0xff);
        frame[6] = 0x52;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        return frame;
    }
}
