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

    /** How many sectors the device has. */
    public long capacity() {
        return transport.config64(CAPACITY);
    }

    /** How many buffers the data of a request may have. */
    public Register segMax() {
        return transport.config().registerl("seg_max", SEG_MAX);
    }

    /** How many bytes a block has. */
    public Register blkSize() {
        return transport.config().registerl("blk_size", BLK_SIZE);
    }

    /** 1 if writes are cached; with {@link VirtioBlk#CONFIG_WCE} it can be set. */
    public Register writeback() {
        return transport.config().registerb("writeback", WRITEBACK);
    }

    /** How many queues there are; with {@link VirtioBlk#MULTI_QUEUE}. */
    public Register numQueues() {
        return transport.config().registerw("num_queues", NUM_QUEUES);
    }

    /** How many ranges one request may discard; with {@link VirtioBlk#DISCARD}. */
    public Register maxDiscardSeg() {
        return transport.config().registerl("max_discard_seg", MAX_DISCARD_SEG);
    }

    /** How many sectors one request may make zeroes; with {@link VirtioBlk#WRITE_ZEROES}. */
    public Register maxWriteZeroesSectors() {
        return transport.config().registerl("max_write_zeroes_sectors", MAX_WRITE_ZEROES_SECTORS);
    }
}
