package org.qemu.functional.qtest.qos.virtio;

import java.util.ArrayList;
import java.util.List;

/** The buffers of one request: first those that the device reads, then those that it writes. */
public final class DescriptorChain {
    private final List<Part> parts = new ArrayList<>();
    private boolean indirect;

    /**
     * A buffer.
     *
     * @param address the address in the guest's memory
     * @param length in bytes
     * @param written whether the device writes rather than reads it
     */
    record Part(long address, int length, boolean written) {}

    private DescriptorChain() {}

    /** Return an empty chain. */
    public static DescriptorChain of() {
        return new DescriptorChain();
    }

    /** Add a buffer that the device reads. */
    public DescriptorChain out(long address, int length) {
        parts.add(new Part(address, length, false));
        return this;
    }

    /** Add a buffer that the device writes. */
    public DescriptorChain in(long address, int length) {
        parts.add(new Part(address, length, true));
        return this;
    }

    /** Use a single descriptor of the queue, which refers to an indirect table of the others. */
    public DescriptorChain indirect() {
        indirect = true;
        return this;
    }

    boolean isIndirect() {
        return indirect;
    }

    List<Part> parts() {
        return parts;
    }
}
