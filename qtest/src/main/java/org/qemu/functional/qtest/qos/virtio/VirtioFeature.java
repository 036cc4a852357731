package org.qemu.functional.qtest.qos.virtio;

/** Feature bits that are independent of the device type (chapter 6). */
public final class VirtioFeature {
    /** A descriptor may refer to a table of descriptors. */
    public static final long INDIRECT = 1L << 28;

    /** Each side specifies the index at which it wants to be notified. */
    public static final long EVENT_INDEX = 1L << 29;

    /** The device complies with version 1 of the specification. */
    public static final long VERSION_1 = 1L << 32;

    /** The device's memory accesses are translated. */
    public static final long ACCESS_PLATFORM = 1L << 33;

    /** The device supports packed queues. */
    public static final long PACKED = 1L << 34;

    private VirtioFeature() {}
}
