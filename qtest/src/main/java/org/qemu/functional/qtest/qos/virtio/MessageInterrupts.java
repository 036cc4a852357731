package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.qos.pci.Msix;

/** MSI-X of a virtio device on PCI: assigns vectors to events. */
public interface MessageInterrupts {
    /** No vector. */
    int NONE = 0xffff;

    /** Enable MSI-X with all vectors masked. */
    Msix enable();

    /**
     * Set the vector for configuration changes, or {@link #NONE}.
     *
     * @throws AssertionError if the device does not accept it
     */
    void setConfigVector(int vector);

    /**
     * Set the vector for used buffers of a queue, or {@link #NONE}.
     *
     * @throws AssertionError if the device does not accept it
     */
    void setQueueVector(int queue, int vector);
}
