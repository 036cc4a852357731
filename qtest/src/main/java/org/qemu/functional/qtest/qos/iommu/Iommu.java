package org.qemu.functional.qtest.qos.iommu;

import java.util.Optional;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** An IOMMU, enabled: it refuses all accesses of a PCI function until the function is attached. */
public sealed interface Iommu permits Smmuv3, RiscvIommu {
    /**
     * Configure the translation for a function on bus 0, and return its page tables, which are
     * empty.
     *
     * @throws IllegalArgumentException if the configured tables have no place for the function
     */
    Translation attach(PciDevice device, Stages stages);

    /** Forget cached configurations and mappings, and wait until that is done. */
    void invalidate();

    /** Remove the oldest fault from the queue; empty if there is none. */
    Optional<IommuFault> nextFault();
}
