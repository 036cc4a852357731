package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.net.Igb;
import org.qemu.functional.qtest.qos.net.IntelCard;
import org.qemu.functional.qtest.qos.pci.Msix;

/** What Intel's 82576 has beyond {@link NetworkCardTest}. */
class IgbTest {
    /** A vector for each of the queues, and one for other causes. */
    private static final int VECTORS = 10;

    @QosTest
    void identifiesItself(Igb card) {
        assertEquals(IntelCard.VENDOR, card.device().vendorId());
        assertEquals(Igb.DEVICE, card.device().deviceId());
        assertEquals(0x020000, card.device().classCode());
        assertEquals(128 << 10, card.device().map(0).size());
    }

    @QosTest
    void raisesItsVectorsBySoftware(Igb card) {
        Msix msix = card.enableInterrupts();
        assertEquals(VECTORS, msix.size());
        card.raise(1 << IntelCard.TRANSMIT_VECTOR);
        assertTrue(msix.isPending(IntelCard.TRANSMIT_VECTOR));
        assertFalse(msix.isPending(IntelCard.RECEIVE_VECTOR));
    }
}
