package org.qemu.functional.qtest.qos.nvme;

/**
 * A completed command.
 *
 * @param id the number of the command, which its submission returned
 * @param status the type of the status in bits 8 to 10, the code in bits 0 to 7; 0 for success
 *     ("NVM Express Base Specification" 1.4, 4.6.1)
 * @param result the result of some commands, 32 bits
 */
public record NvmeCompletion(int id, int status, long result) {
    /** Status: the opcode is unknown. */
    public static final int INVALID_OPCODE = 0x01;

    /** Status: a field has an invalid value. */
    public static final int INVALID_FIELD = 0x02;

    /** Status: the namespace does not exist, or the format is invalid. */
    public static final int INVALID_NAMESPACE = 0x0b;

    /** Status: a block is beyond the end of the namespace. */
    public static final int BEYOND_THE_END = 0x80;

    /** Status: the number of the queue is invalid. */
    public static final int INVALID_QUEUE = 0x101;

    /** Status: the compared data differs. */
    public static final int COMPARE_FAILURE = 0x285;
}
