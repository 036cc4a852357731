package org.qemu.functional.qtest.qos.storage;

/**
 * Commands, status and errors of ATA devices (ATA/ATAPI-6, chapters 7 and 8; QEMU has them in
 * {@code include/hw/ide/ide-dev.h} and {@code include/hw/ide/internal.h}), the same at an IDE
 * channel and at a port of AHCI.
 */
public final class Ata {
    /** The bytes of a sector. */
    public static final int SECTOR = 512;

    /** Data set management; with the feature {@link #TRIM} it discards sectors. */
    public static final int DATA_SET_MANAGEMENT = 0x06;

    /** Read by PIO. */
    public static final int READ = 0x20;

    /** Read by PIO, with an address of 48 bits. */
    public static final int READ_EXT = 0x24;

    /** Read by DMA, with an address of 48 bits. */
    public static final int READ_DMA_EXT = 0x25;

    /** Ask for the largest address of 48 bits. */
    public static final int READ_NATIVE_MAX_EXT = 0x27;

    /** Write by PIO. */
    public static final int WRITE = 0x30;

    /** Write by PIO, with an address of 48 bits. */
    public static final int WRITE_EXT = 0x34;

    /** Write by DMA, with an address of 48 bits. */
    public static final int WRITE_DMA_EXT = 0x35;

    /** Read as one of several commands that are under way at once (NCQ). */
    public static final int READ_QUEUED = 0x60;

    /** Write as one of several commands that are under way at once (NCQ). */
    public static final int WRITE_QUEUED = 0x61;

    /** Let both devices of a channel test themselves. */
    public static final int DIAGNOSE = 0x90;

    /** Say which heads and sectors addresses of cylinder, head and sector have. */
    public static final int INITIALIZE_PARAMETERS = 0x91;

    /** Send a command of SCSI's kind. */
    public static final int PACKET = 0xa0;

    /** Describe an ATAPI device. */
    public static final int IDENTIFY_PACKET = 0xa1;

    /** Read by DMA. */
    public static final int READ_DMA = 0xc8;

    /** Write by DMA. */
    public static final int WRITE_DMA = 0xca;

    /** Have what was written reach the medium. */
    public static final int FLUSH_CACHE = 0xe7;

    /** Describe a disk. */
    public static final int IDENTIFY = 0xec;

    /** Ask for the largest address. */
    public static final int READ_NATIVE_MAX = 0xf8;

    /** A command that no standard has. */
    public static final int UNKNOWN = 0xff;

    /** The feature of {@link #DATA_SET_MANAGEMENT}: discard. */
    public static final int TRIM = 1;

    /** In the status: the device is busy. */
    public static final int BUSY = 0x80;

    /** In the status: the device is ready. */
    public static final int READY = 0x40;

    /** In the status: the device has failed. */
    public static final int FAULT = 0x20;

    /** In the status: the device wants to move data. */
    public static final int DATA_REQUEST = 0x08;

    /** In the status: the command has failed. */
    public static final int ERROR = 0x01;

    /** In the error: the command was refused. */
    public static final int ABORTED = 0x04;

    /** In the device's register: the second device of a channel. */
    public static final int DEVICE_1 = 0x10;

    /** In the device's register: the address is a number of a sector. */
    public static final int LBA = 0x40;

    private Ata() {}
}
