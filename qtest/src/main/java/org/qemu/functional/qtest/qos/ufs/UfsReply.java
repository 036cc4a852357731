package org.qemu.functional.qtest.qos.ufs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;

/** What a device returned to a request (UFS 4.0, 10.7). */
public final class UfsReply {
    /** Overall status: the controller has executed the request. */
    public static final int SUCCESS = 0;

    /** Overall status: the device has refused a query. */
    public static final int INVALID_REQUEST = 1;

    /** Response of a query: the flag or attribute cannot be read. */
    public static final int NOT_READABLE = 0xf6;

    /** Response of a query: the flag or attribute cannot be written. */
    public static final int NOT_WRITEABLE = 0xf7;

    /** Response of a query: the value is invalid. */
    public static final int INVALID_VALUE = 0xfa;

    /** Response of a query: the selector is invalid. */
    public static final int INVALID_SELECTOR = 0xfb;

    /** Response of a query: the index is invalid. */
    public static final int INVALID_INDEX = 0xfc;

    private static final int TYPE = 0;
    private static final int RESPONSE = 6;
    private static final int SCSI_STATUS = 7;
    private static final int SENSE_SIZE = 32;
    private static final int SENSE = 34;
    private static final int VALUE = 20;

    private final int status;
    private final ByteBuffer unit;
    private final byte[] data;

    UfsReply(int status, byte[] unit, byte[] data) {
        this.status = status;
        this.unit = ByteBuffer.wrap(unit);
        this.data = data;
    }

    /** Return the overall status of the request, as the controller reports it. */
    public int status() {
        return status;
    }

    /** Return the type of the reply: 0x20, 0x21 or 0x36. */
    public int type() {
        return unit.get(TYPE) & 0xff;
    }

    /** Return the response; 0 for success. */
    public int response() {
        return unit.get(RESPONSE) & 0xff;
    }

    /** Return the SCSI status. */
    public int scsiStatus() {
        return unit.get(SCSI_STATUS) & 0xff;
    }

    /**
     * Return the sense data of a SCSI command.
     *
     * @throws AssertionError if there are none
     */
    public ScsiSense sense() {
        int size = Short.toUnsignedInt(unit.getShort(SENSE_SIZE));
        return ScsiSense.of(Arrays.copyOfRange(unit.array(), SENSE, SENSE + size));
    }

    /** Return the data that a SCSI command has read. */
    public byte[] data() {
        return data.clone();
    }

    /** Return the value of a flag or an attribute, 32 bits. */
    public long value() {
        return Integer.toUnsignedLong(unit.getInt(VALUE));
    }

    /** Return the descriptor that a query has read, whose first byte is its length. */
    public byte[] descriptor() {
        int size = unit.get(UfsUnit.SIZE) & 0xff;
        return Arrays.copyOfRange(unit.array(), UfsUnit.SIZE, UfsUnit.SIZE + size);
    }
}
