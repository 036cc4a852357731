package org.qemu.functional.qtest.qos.scsi;

/**
 * Sense data, which describe an error or event (SPC-4, 4.5).
 *
 * @param key such as {@link #UNIT_ATTENTION}
 * @param code the additional sense code
 * @param qualifier the additional sense code qualifier
 */
public record ScsiSense(int key, int code, int qualifier) {
    /** Sense key: the request is invalid. */
    public static final int ILLEGAL_REQUEST = 5;

    /** Sense key: an event has changed the state of the unit. */
    public static final int UNIT_ATTENTION = 6;

    /** Sense key: the medium is write-protected. */
    public static final int DATA_PROTECT = 7;

    /** The unit was powered on or reset. */
    public static final ScsiSense RESET = new ScsiSense(UNIT_ATTENTION, 0x29, 0);

    /** There is no such command. */
    public static final ScsiSense NO_COMMAND = new ScsiSense(ILLEGAL_REQUEST, 0x20, 0);

    /** There is no such block. */
    public static final ScsiSense NO_BLOCK = new ScsiSense(ILLEGAL_REQUEST, 0x21, 0);

    /** There is no such unit. */
    public static final ScsiSense NO_UNIT = new ScsiSense(ILLEGAL_REQUEST, 0x25, 0);

    /** The target's list of units has changed. */
    public static final ScsiSense OTHER_UNITS = new ScsiSense(UNIT_ATTENTION, 0x3f, 0x0e);

    /** The capacity has changed. */
    public static final ScsiSense OTHER_CAPACITY = new ScsiSense(UNIT_ATTENTION, 0x2a, 0x09);

    private static final int FIXED = 0x70;
    private static final int SIZE = 14;

    /**
     * Parse sense data in fixed format.
     *
     * @throws AssertionError if they have another format
     */
    public static ScsiSense of(byte[] bytes) {
        if (bytes.length < SIZE || (bytes[0] & 0x7f) != FIXED) {
            throw new AssertionError(
                    "sense data of %d bytes that begin with 0x%02x are not in fixed format"
                            .formatted(bytes.length, bytes.length == 0 ? 0 : bytes[0]));
        }
        return new ScsiSense(bytes[2] & 0x0f, bytes[12] & 0xff, bytes[13] & 0xff);
    }

    @Override
    public String toString() {
        return "sense %x/%02x/%02x".formatted(key, code, qualifier);
    }
}
