package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.net.E1000e;
import org.qemu.functional.qtest.qos.net.IntelCard;
import org.qemu.functional.qtest.qos.net.PacketSocket;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.tests.qtest.Frames;

/** What Intel's 82574L has beyond {@link NetworkCardTest}. */
class E1000eTest {
    /** Not behind sPAPR's IOMMU. */
    private static final String DIRECT = "/(pc|q35|virt)/";

    @QosTest
    void identifiesItself(E1000e card) {
        assertEquals(IntelCard.VENDOR, card.device().vendorId());
        assertEquals(E1000e.DEVICE, card.device().deviceId());
        assertEquals(0x020000, card.device().classCode());
        assertEquals(128 << 10, card.device().map(0).size());
    }

    @QosTest(running = true, only = DIRECT)
    void reportsTransmissionAsACauseUntilItIsAcknowledged(E1000e card, QTest qtest) {
        try (PacketSocket socket = PacketSocket.plug(qtest)) {
            card.start();
            Msix msix = card.enableInterrupts();
            assertEquals(0, card.causes() & E1000e.TRANSMIT_QUEUE);
            byte[] frame = Frames.frame(Frames.ALL, 60, 1);
            card.transmit(frame);
            assertArrayEquals(frame, socket.receive());
            assertEquals(E1000e.TRANSMIT_QUEUE, card.causes() & E1000e.TRANSMIT_QUEUE);
            assertTrue(msix.isPending(IntelCard.TRANSMIT_VECTOR));
            card.acknowledge(E1000e.TRANSMIT_QUEUE);
            assertEquals(0, card.causes() & E1000e.TRANSMIT_QUEUE);
            assertFalse(msix.isPending(IntelCard.RECEIVE_VECTOR));
        }
    }
}
