package org.qemu.functional.qtest.qos.virtio;

import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** The common part of both PCI transports. */
abstract class VirtioPci implements VirtioTransport, MessageInterrupts {
    private final PciDevice device;

    VirtioPci(PciDevice device) {
        this.device = device;
    }

    /** Return the PCI function. */
    public final PciDevice pci() {
        return device;
    }

    @Override
    public final QTest qtest() {
        return device.qtest();
    }

    @Override
    public final Optional<MessageInterrupts> messages() {
        return Optional.of(this);
    }
}
