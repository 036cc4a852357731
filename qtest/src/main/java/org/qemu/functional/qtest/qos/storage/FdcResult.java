package org.qemu.functional.qtest.qos.storage;

/**
 * The result of a command for sectors (Intel 82078 data sheet, 6.1.1): the status, and where the
 * command has ended.
 *
 * @param st0 drive, head and the kind of the end
 * @param st1 what was wrong
 * @param st2 what else was wrong
 * @param cylinder where it ended
 * @param head where it ended
 * @param sector where it ended, from 1 on
 * @param size of sectors: 2 for 512 bytes
 */
public record FdcResult(int st0, int st1, int st2, int cylinder, int head, int sector, int size) {
    /** The kind of the end: 0 for a good one, or {@link Fdc#ST0_ABNORMAL}. */
    public int end() {
        return st0 & Fdc.ST0_END;
    }
}
