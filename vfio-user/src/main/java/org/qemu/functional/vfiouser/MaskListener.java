package org.qemu.functional.vfiouser;

/** Told when a client masks or unmasks interrupts. */
@FunctionalInterface
public interface MaskListener {
    /**
     * Called when interrupts are masked or unmasked.
     *
     * @param start the first vector
     * @param count the number of vectors
     * @param masked whether they are now masked
     */
    void changed(int start, int count, boolean masked);
}
