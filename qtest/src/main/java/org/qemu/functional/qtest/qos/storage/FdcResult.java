package org.qemu.functional.qtest.qos.storage;

/**
 * The result of a command for sectors (Intel 82078 data sheet, 6.1.1): the status, and the position
 * at which the command ended.
 *
 * @param st0 drive, head and how the command ended
 * @param st1 errors
 * @param st2 further errors
 * @param cylinder the cylinder at which the command ended
 * @param head the head at which the command ended
 * @param sector the sector at which the command ended, from 1
 * @param size the sector size: 2 for 512 bytes
 */
public record FdcResult(int st0, int st1, int st2, int cylinder, int head, int sector, int size) {
    /** Return how the command ended: 0 for success, or {@link Fdc#ST0_ABNORMAL}. */
    public int end() {
        return st0 & Fdc.ST0_END;
    }
}
