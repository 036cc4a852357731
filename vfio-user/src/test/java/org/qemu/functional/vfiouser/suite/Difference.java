package org.qemu.functional.vfiouser.suite;

/**
 * The behaviors of libvfio-user (June 2026, efd091b) that differ from this module's server. {@code
 * docs/vfio-user-suite.md} lists them with the reasons.
 */
enum Difference {
    /** The BAR of a region without size has the bit of I/O space set. */
    MISSING_BAR_IS_IO,

    /** DEVICE_SET_IRQS ignores unknown flags. */
    UNKNOWN_IRQ_FLAG,

    /** A request gets no reply if the device cannot be quiesced after it was busy. */
    LATE_QUIESCE_ERROR_WITHOUT_REPLY,

    /** The callback for an unmapped region runs when the region is gone. */
    UNMAPPED_BEFORE_CALLBACK,

    /** The reply to a short read of migration data has as many bytes as were asked for. */
    SHORT_MIGRATION_READ_PADDED,

    /** The reply to an access of no bytes is a header alone. */
    ACCESS_OF_NO_BYTES_WITHOUT_PAYLOAD,

    /** Writes to a region that can only be read reach the device. */
    READ_ONLY_REGION_IS_WRITTEN,

    /** REGION_WRITE_MULTI has no handler. */
    NO_MULTIPLE_WRITES
}
