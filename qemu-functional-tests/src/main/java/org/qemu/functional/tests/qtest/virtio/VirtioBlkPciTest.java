package org.qemu.functional.tests.qtest.virtio;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.opentest4j.TestAbortedException;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.virtio.MessageInterrupts;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/** The PCI features of a disk: message-signaled interrupts, hot-plugging. */
class VirtioBlkPciTest {
    private static final int CONFIG = 0;
    private static final int QUEUE = 1;
    private static final long ALL = 0xffff_ffffL;

    /** The messages of the disk, with a word of memory for each. */
    private static final class Messages {
        private final QosMachine machine;
        private final long at;
        private final MessageInterrupts interrupts;
        private final Msix msix;

        Messages(VirtioBlk disk, QosMachine machine) {
            if (machine.qtest().isBigEndian()) {
                throw new TestAbortedException(
                        "sPAPR sends messages to its interrupt controller instead of memory");
            }
            this.machine = machine;
            at = machine.memory().alloc(8, 8);
            machine.qtest().memset(at, 8, 0);
            interrupts = disk.device().transport().messages().orElseThrow();
            msix = interrupts.enable();
            disk.device().negotiate(0);
            interrupts.setConfigVector(CONFIG);
            interrupts.setQueueVector(0, QUEUE);
            msix.set(CONFIG, at, 0x1234);
            msix.set(QUEUE, at + 4, 0x5678);
            disk.device().queue(0);
            disk.device().start();
        }

        Register config() {
            return machine.qtest().memory(LITTLE_ENDIAN).registerl("message of a change", at);
        }

        Register queue() {
            return machine.qtest()
                    .memory(LITTLE_ENDIAN)
                    .registerl("message of a used buffer", at + 4);
        }
    }

    @QosTest(only = "-pci-")
    void sendsAMessageForAUsedBuffer(VirtioBlk disk, QosMachine machine) {
        Messages messages = new Messages(disk, machine);
        messages.queue().expect(0);
        disk.read(0, 1);
        messages.queue().await(ALL, 0x5678);
        messages.config().expect(0);
    }

    @QosTest(only = "-pci-")
    void sendsAMessageForAChange(VirtioBlk disk, QosMachine machine, QTest qtest) {
        Messages messages = new Messages(disk, machine);
        qtest.cmd("block_resize", "device", "disk", "size", 1 << 20);
        messages.config().await(ALL, 0x1234);
        messages.queue().expect(0);
        assertEquals((1 << 20) / VirtioBlk.SECTOR, disk.capacity());
    }

    @QosTest(only = "-pci-")
    void keepsAMaskedMessageUntilItIsUnmasked(VirtioBlk disk, QosMachine machine) {
        Messages messages = new Messages(disk, machine);
        messages.msix.setMasked(QUEUE, true);
        assertTrue(messages.msix.isMasked(QUEUE));
        disk.read(0, 1);
        disk.device().awaitInterrupt(VirtioDevice.QUEUE_INTERRUPT);
        assertTrue(messages.msix.isPending(QUEUE), "the message is not pending");
        assertFalse(messages.msix.isPending(CONFIG), "the other message is pending");
        messages.queue().expect(0);
        messages.msix.setMasked(QUEUE, false);
        messages.queue().await(ALL, 0x5678);
        assertFalse(messages.msix.isPending(QUEUE), "the message is still pending");
    }

    @QosTest(only = "-pci-", deviceOptions = "num-queues=3,vectors=4")
    void hasTheVectorsThatItWasGiven(VirtioBlk disk, QosMachine machine) {
        Messages messages = new Messages(disk, machine);
        assertEquals(4, messages.msix.size());
        messages.interrupts.setQueueVector(0, 3);
        assertThrows(AssertionError.class, () -> messages.interrupts.setQueueVector(0, 4));
        messages.interrupts.setQueueVector(0, MessageInterrupts.NONE);
        disk.read(0, 1);
        messages.queue().expect(0);
    }

    @QosTest(
            only = "/pc/.*-pci-modern",
            arguments = "-drive if=none,id=other,file={image:3M},format=raw")
    void canBePluggedAndUnplugged(VirtioBlk disk, QosMachine machine) {
        PciHotplug slot = new PciHotplug(machine, new PciAddress(0, 6, 0));
        slot.plug("virtio-blk-pci", "drive", "other", "disable-legacy", "on");
        VirtioBlk plugged =
                new VirtioBlk(VirtioDevice.over(VirtioPciModern.of(slot.get()), machine.memory()));
        plugged.start(0);
        assertEquals((3 << 20) / VirtioBlk.SECTOR, plugged.capacity());
        plugged.write(0, new byte[VirtioBlk.SECTOR]);
        slot.unplug();
        disk.start(0);
        assertEquals((64 << 20) / VirtioBlk.SECTOR, disk.capacity());
    }
}
