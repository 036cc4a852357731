package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.Region;

/**
 * 64 feature bits behind a register of 32 bits; another register selects the half.
 *
 * @param registers the region with the registers
 * @param select the register that selects the half
 * @param word the register with 32 feature bits
 */
record FeatureWords(Region registers, int select, int word) {
    long read() {
        registers.writel(select, 0);
        long low = registers.readl(word);
        registers.writel(select, 1);
        return low | registers.readl(word) << 32;
    }

    void write(long features) {
        registers.writel(select, 0);
        registers.writel(word, features);
        registers.writel(select, 1);
        registers.writel(word, features >>> 32);
    }
}
