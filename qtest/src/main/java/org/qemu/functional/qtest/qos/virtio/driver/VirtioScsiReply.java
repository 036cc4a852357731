package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.qos.scsi.ScsiCommand;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;

/** How a command for a unit went. */
public final class VirtioScsiReply {
    private static final int RESIDUAL = 4;
    private static final int STATUS = 10;
    private static final int ANSWER = 11;
    private static final int SENSE = 12;

    private final int response;
    private final int status;
    private final long residual;
    private final byte[] senseData;
    private final byte[] data;

    VirtioScsiReply(ByteBuffer reply, byte[] data) {
        response = reply.get(ANSWER) & 0xff;
        status = reply.get(STATUS) & 0xff;
        residual = reply.getInt(RESIDUAL) & 0xffff_ffffL;
        senseData = new byte[reply.getInt(0)];
        reply.get(SENSE, senseData);
        this.data = data;
    }

    /** The host's word, {@link VirtioScsi#OK} if the unit had the command. */
    public int response() {
        return response;
    }

    /** How many bytes of data were not moved. */
    public long residual() {
        return residual;
    }

    /**
     * Return what the unit has sent for a command that was done, with zeroes behind.
     *
     * @throws AssertionError if it was not
     */
    public byte[] good() {
        if (response != VirtioScsi.OK || status != ScsiCommand.GOOD) {
            throw new AssertionError("the command failed: " + this);
        }
        return data;
    }

    /**
     * Return what the unit says to be the matter.
     *
     * @throws AssertionError if it says nothing
     */
    public ScsiSense sense() {
        if (response != VirtioScsi.OK || status != ScsiCommand.CHECK_CONDITION) {
            throw new AssertionError("the command did not end with sense: " + this);
        }
        return ScsiSense.of(senseData);
    }

    @Override
    public String toString() {
        return "response 0x%02x, status 0x%02x, residual %d%s"
                .formatted(
                        response,
                        status,
                        residual,
                        senseData.length == 0 ? "" : ", " + ScsiSense.of(senseData));
    }
}
