package org.qemu.functional.qtest.qos.virtio;

/** Features that are not of one kind of device (chapter 6), as bits. */
public final class VirtioFeature {
    /** A descriptor may stand for a table of descriptors. */
    public static final long INDIRECT = 1L << 28;

    /** Each side tells from which index on it wants to hear of the other. */
    public static final long EVENT_INDEX = 1L << 29;

    /** The device is as version 1 of the specification says. */
    public static final long VERSION_1 = 1L << 32;

    /** The device has memory translated for it. */
    public static final long ACCESS_PLATFORM = 1L << 33;

    /** The queues can be packed. */
    public static final long PACKED = 1L << 34;

    private VirtioFeature() {}
}
