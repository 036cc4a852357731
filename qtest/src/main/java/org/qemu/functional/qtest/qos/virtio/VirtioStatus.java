package org.qemu.functional.qtest.qos.virtio;

/** Bits of the device's status (2.1). */
public final class VirtioStatus {
    /** The driver has noticed the device. */
    public static final int ACKNOWLEDGE = 1;

    /** The driver knows how to drive it. */
    public static final int DRIVER = 2;

    /** The driver is set up. */
    public static final int DRIVER_OK = 4;

    /** The features are agreed on. */
    public static final int FEATURES_OK = 8;

    /** The device wants to be reset. */
    public static final int NEEDS_RESET = 0x40;

    /** The driver has given up. */
    public static final int FAILED = 0x80;

    private VirtioStatus() {}
}
