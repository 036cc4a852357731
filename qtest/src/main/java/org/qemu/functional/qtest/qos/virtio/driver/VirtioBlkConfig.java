package org.qemu.functional.qtest.qos.virtio.driver;

import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.virtio.VirtioTransport;

/**
 * The configuration of a block device (5.2.4).
 *
 * @param transport the device
 */
public record VirtioBlkConfig(VirtioTransport transport) {
    private static final int CAPACITY = 0;
    private static final int SEG_MAX = 12;
    private static final int BLK_SIZE = 20;
    private static final int WRITEBACK = 32;
    private static final int NUM_QUEUES = 34;
    private static final int MAX_DISCARD_SEG = 40;
    private static final int MAX_WRITE_ZEROES_SECTORS = 48;

    /** Return the number of sectors of the device. */
    public long capacity() {
        return transport.config64(CAPACITY);
    }

    /** Return the register with the maximum number of buffers for the data of a request. */
    public Register segMax() {
        return transport.config().registerl("seg_max", SEG_MAX);
    }

    /** Return the register with the block size in bytes. */
    public Register blkSize() {
        return transport.config().registerl("blk_size", BLK_SIZE);
    }

    /**
     * Return the register that is 1 if writes are cached; with {@link VirtioBlk#CONFIG_WCE}, it is
     * writable.
     */
    public Register writeback() {
        return transport.config().registerb("writeback", WRITEBACK);
    }

    /** Return the register with the number of queues; requires {@link VirtioBlk#MULTI_QUEUE}. */
    public Register numQueues() {
        return transport.config().registerw("num_queues", NUM_QUEUES);
    }

    /**
     * Return the register with the maximum number of ranges that a request can discard; requires
     * {@link VirtioBlk#DISCARD}.
     */
    public Register maxDiscardSeg() {
        return transport.config().registerl("max_discard_seg", MAX_DISCARD_SEG);
    }

    /**
     * Return the register with the maximum number of sectors that a request can fill with zeros;
     * requires {@link VirtioBlk#WRITE_ZEROES}.
     */
    public Register maxWriteZeroesSectors() {
        return transport.config().registerl("max_write_zeroes_sectors", MAX_WRITE_ZEROES_SECTORS);
    }
}
