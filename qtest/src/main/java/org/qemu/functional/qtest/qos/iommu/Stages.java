package org.qemu.functional.qtest.qos.iommu;

/** The stages by which an IOMMU translates the addresses of a device. */
public enum Stages {
    /** No stage: a device uses physical addresses. */
    NONE(false, false),

    /** The first stage, which a guest controls. */
    FIRST(true, false),

    /** The second stage, which a hypervisor controls. */
    SECOND(false, true),

    /** Both stages: the tables of the first are translated by the second. */
    BOTH(true, true);

    private final boolean first;
    private final boolean second;

    Stages(boolean first, boolean second) {
        this.first = first;
        this.second = second;
    }

    boolean hasFirst() {
        return first;
    }

    boolean hasSecond() {
        return second;
    }
}
