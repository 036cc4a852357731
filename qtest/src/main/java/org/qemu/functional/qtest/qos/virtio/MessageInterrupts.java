package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.qos.pci.Msix;

/** MSI-X of a virtio device on PCI: which vector is for what. */
public interface MessageInterrupts {
    /** No vector. */
    int NONE = 0xffff;

    /** Switch MSI-X on; all vectors are masked then. */
    Msix enable();

    /**
     * Choose the vector for changes of the configuration, or {@link #NONE}.
     *
     * @throws AssertionError if the device does not take it
     */
    void setConfigVector(int vector);

    /**
     * Choose the vector for used buffers of a queue, or {@link #NONE}.
     *
     * @throws AssertionError if the device does not take it
     */
    void setQueueVector(int queue, int vector);
}
