package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.qemu.functional.qtest.qos.scsi.ScsiCommand;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;

/**
 * How a command for a unit went.
 *
 * @param response the host's word, {@link VirtioScsi#OK} if the unit had the command
 * @param status the unit's, such as {@link ScsiCommand#GOOD}
 * @param residual how many bytes of data were not moved
 * @param senseData as the unit gave them, none for most statuses
 * @param data what the unit has sent, with zeroes behind
 */
public record VirtioScsiReply(
        int response, int status, long residual, byte[] senseData, byte[] data) {
    private static final int RESIDUAL = 4;
    private static final int STATUS = 10;
    private static final int ANSWER = 11;
    private static final int SENSE = 12;

    static VirtioScsiReply of(ByteBuffer response, byte[] data) {
        byte[] bytes = response.array();
        return new VirtioScsiReply(
                bytes[ANSWER] & 0xff,
                bytes[STATUS] & 0xff,
                response.getInt(RESIDUAL) & 0xffff_ffffL,
                Arrays.copyOfRange(bytes, SENSE, SENSE + response.getInt(0)),
                data);
    }

    /**
     * Return the data of a command that was done.
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
