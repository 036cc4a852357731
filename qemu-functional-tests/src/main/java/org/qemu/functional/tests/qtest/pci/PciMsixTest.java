package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.net.E1000e.OTHER;
import static org.qemu.functional.qtest.qos.net.E1000e.OTHER_VECTOR;
import static org.qemu.functional.qtest.qos.net.E1000e.RECEIVE_QUEUE;
import static org.qemu.functional.qtest.qos.net.E1000e.TRANSMIT_QUEUE;
import static org.qemu.functional.qtest.qos.net.IntelCard.RECEIVE_VECTOR;
import static org.qemu.functional.qtest.qos.net.IntelCard.TRANSMIT_VECTOR;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.net.E1000e;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciConfig;

/**
 * MSI-X of a device behind each host bridge: e1000e, whose interrupt causes can be set by software.
 */
class PciMsixTest {
    /** Machines on which a message reaches memory without an IOMMU; sPAPR has one. */
    private static final String DIRECT = "/(pc|q35|virt)/";

    private static final int VECTORS = 5;
    private static final int CONTROL = 2;
    private static final int ENABLED = 0x8000;
    private static final int ALL_MASKED = 0x4000;

    @QosTest
    void hasATableOfMaskedVectors(E1000e card) {
        Msix msix = card.device().enableMsix();
        assertEquals(VECTORS, msix.size());
        for (int vector = 0; vector < VECTORS; vector++) {
            assertTrue(msix.isMasked(vector), "vector " + vector);
            assertFalse(msix.isPending(vector), "vector " + vector);
        }
    }

    @QosTest
    void unmasksOneVectorAtATime(E1000e card) {
        Msix msix = card.device().enableMsix();
        msix.setMasked(3, false);
        for (int vector = 0; vector < VECTORS; vector++) {
            assertEquals(vector != 3, msix.isMasked(vector), "vector " + vector);
        }
        msix.setMasked(3, true);
        assertTrue(msix.isMasked(3));
    }

    @QosTest
    void isSwitchedOnAndOff(E1000e card) {
        Region config = card.device().config();
        int control = card.device().capability(PciConfig.CAPABILITY_MSIX).orElseThrow() + CONTROL;
        config.registerw("MSI-X control", control).expect(ENABLED, 0);
        Msix msix = card.device().enableMsix();
        config.registerw("MSI-X control", control).expect(ENABLED, ENABLED);
        msix.disable();
        config.registerw("MSI-X control", control).expect(ENABLED, 0);
    }

    @QosTest
    void keepsMessagesOfMaskedVectorsPending(E1000e card) {
        Msix msix = card.enableInterrupts();
        card.setCauses(RECEIVE_QUEUE | OTHER);
        assertTrue(msix.isPending(RECEIVE_VECTOR));
        assertTrue(msix.isPending(OTHER_VECTOR));
        assertFalse(msix.isPending(TRANSMIT_VECTOR));
    }

    @QosTest(only = DIRECT)
    void sendsAnUnmaskedMessageAtOnce(E1000e card, QTest qtest, QosMachine machine) {
        Msix msix = card.enableInterrupts();
        long message = messages(qtest, machine);
        msix.set(TRANSMIT_VECTOR, message, 0xfeedcafeL);
        card.setCauses(TRANSMIT_QUEUE);
        qtest.memory().registerl("message", message).expect(0xfeedcafeL);
        assertFalse(msix.isPending(TRANSMIT_VECTOR));
    }

    @QosTest(only = DIRECT)
    void sendsAPendingMessageWhenItIsUnmasked(E1000e card, QTest qtest, QosMachine machine) {
        Msix msix = card.enableInterrupts();
        long message = messages(qtest, machine);
        msix.set(RECEIVE_VECTOR, message, 0x1234);
        msix.set(OTHER_VECTOR, message + 4, 0x5678);
        msix.setMasked(RECEIVE_VECTOR, true);

        card.setCauses(RECEIVE_QUEUE);
        qtest.memory().registerl("message", message).expect(0);
        assertTrue(msix.isPending(RECEIVE_VECTOR));

        msix.setMasked(RECEIVE_VECTOR, false);
        qtest.memory().registerl("message", message).expect(0x1234);
        assertFalse(msix.isPending(RECEIVE_VECTOR));
        qtest.memory().registerl("message of another vector", message + 4).expect(0);
    }

    @QosTest(only = DIRECT)
    void masksAllVectorsAtOnce(E1000e card, QTest qtest, QosMachine machine) {
        Msix msix = card.enableInterrupts();
        long message = messages(qtest, machine);
        msix.set(OTHER_VECTOR, message, 0x4321);
        Region config = card.device().config();
        int control = card.device().capability(PciConfig.CAPABILITY_MSIX).orElseThrow() + CONTROL;
        config.registerw("MSI-X control", control).set(ALL_MASKED);
        assertTrue(msix.isMasked(OTHER_VECTOR));

        card.setCauses(OTHER);
        qtest.memory().registerl("message", message).expect(0);
        assertTrue(msix.isPending(OTHER_VECTOR));

        config.registerw("MSI-X control", control).clear(ALL_MASKED);
        qtest.memory().registerl("message", message).expect(0x4321);
    }

    private static long messages(QTest qtest, QosMachine machine) {
        long messages = machine.memory().alloc(8);
        qtest.memset(messages, 8, 0);
        return messages;
    }

    @QosTest(arguments = "-device pci-testdev,addr=05.0")
    void isMissedWhereThereIsNone(PciBus bus) {
        AssertionError missed =
                assertThrows(
                        AssertionError.class, () -> bus.get(PciAddress.of("05.0")).enableMsix());
        assertEquals("PCI function 00:05.0 (1b36:0005) has no MSI-X", missed.getMessage());
    }
}
