package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.qos.scsi.ScsiCommand;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;

/** The result of a command for a unit. */
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

    /** Return the response of the host; {@link VirtioScsi#OK} if the unit received the command. */
    public int response() {
        return response;
    }

    /** Return the number of bytes of data that were not transferred. */
    public long residual() {
        return residual;
    }

    /**
     * Return the data that the unit sent for a successful command, padded with zeros.
     *
     * @throws AssertionError if the command failed
     */
    public byte[] good() {
        if (response != VirtioScsi.OK || status != ScsiCommand.GOOD) {
            throw new AssertionError("the command failed: " + this);
        }
        return data;
    }

    /**
     * Return the sense data of a failed command.
     *
     * @throws AssertionError if there are none
     */
    public ScsiSense sense() {
        if (response != VirtioScsi.OK || status != ScsiCommand.CHECK_CONDITION) {
            throw new AssertionError("the command did not end with sense data: " + this);
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
