package org.qemu.functional.vfiouser;

/** Told when a client maps memory for the device, and when it unmaps the memory. */
public interface DmaListener {
    /** Called after a range was mapped. */
    void mapped(DmaRange range);

    /** Called before a range is unmapped, while the device can still access it. */
    void unmapped(DmaRange range);
}
