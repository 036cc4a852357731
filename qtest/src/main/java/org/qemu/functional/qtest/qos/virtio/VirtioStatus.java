package org.qemu.functional.qtest.qos.virtio;

/** Bits of the device status (2.1). */
public final class VirtioStatus {
    /** The driver has noticed the device. */
    public static final int ACKNOWLEDGE = 1;

    /** The driver supports the device. */
    public static final int DRIVER = 2;

    /** The driver is ready. */
    public static final int DRIVER_OK = 4;

    /** Feature negotiation is complete. */
    public static final int FEATURES_OK = 8;

    /** The device needs a reset. */
    public static final int NEEDS_RESET = 0x40;

    /** The driver has given up. */
    public static final int FAILED = 0x80;

    private VirtioStatus() {}
}
