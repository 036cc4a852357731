package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.Region;

/**
 * 64 features behind a register of 32, of which another selects the half.
 *
 * @param registers where they are
 * @param select the register that selects
 * @param word the register that has 32 features
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
