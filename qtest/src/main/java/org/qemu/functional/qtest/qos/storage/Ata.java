package org.qemu.functional.qtest.qos.storage;

/**
 * Commands, status and errors of ATA devices (ATA/ATAPI-6, chapters 7 and 8; {@code
 * include/hw/ide/ide-dev.h} and {@code include/hw/ide/internal.h} in QEMU's source). They are the
 * same for an IDE channel and a port of an AHCI controller.
 */
public final class Ata {
    /** The number of bytes in a sector. */
    public static final int SECTOR = 512;

    /** Data set management; with the feature {@link #TRIM}, it discards sectors. */
    public static final int DATA_SET_MANAGEMENT = 0x06;

    /** Read by PIO. */
    public static final int READ = 0x20;

    /** Read by PIO with a 48-bit address. */
    public static final int READ_EXT = 0x24;

    /** Read by DMA with a 48-bit address. */
    public static final int READ_DMA_EXT = 0x25;

    /** Return the largest 48-bit address. */
    public static final int READ_NATIVE_MAX_EXT = 0x27;

    /** Write by PIO. */
    public static final int WRITE = 0x30;

    /** Write by PIO with a 48-bit address. */
    public static final int WRITE_EXT = 0x34;

    /** Write by DMA with a 48-bit address. */
    public static final int WRITE_DMA_EXT = 0x35;

    /** Read as one of several queued commands (NCQ). */
    public static final int READ_QUEUED = 0x60;

    /** Write as one of several queued commands (NCQ). */
    public static final int WRITE_QUEUED = 0x61;

    /** Run the self-test of both devices of a channel. */
    public static final int DIAGNOSE = 0x90;

    /** Set the geometry (heads and sectors) of addresses by cylinder, head and sector. */
    public static final int INITIALIZE_PARAMETERS = 0x91;

    /** Send a SCSI command to an ATAPI device. */
    public static final int PACKET = 0xa0;

    /** Return the identification of an ATAPI device. */
    public static final int IDENTIFY_PACKET = 0xa1;

    /** Read by DMA. */
    public static final int READ_DMA = 0xc8;

    /** Write by DMA. */
    public static final int WRITE_DMA = 0xca;

    /** Write cached data to the medium. */
    public static final int FLUSH_CACHE = 0xe7;

    /** Return the identification of a disk. */
    public static final int IDENTIFY = 0xec;

    /** Return the largest address. */
    public static final int READ_NATIVE_MAX = 0xf8;

    /** A command code that no standard defines. */
    public static final int UNKNOWN = 0xff;

    /** A feature of {@link #DATA_SET_MANAGEMENT}: discard. */
    public static final int TRIM = 1;

    /** A bit of the status: the device is busy. */
    public static final int BUSY = 0x80;

    /** A bit of the status: the device is ready. */
    public static final int READY = 0x40;

    /** A bit of the status: device fault. */
    public static final int FAULT = 0x20;

    /** A bit of the status: the device is ready to transfer data. */
    public static final int DATA_REQUEST = 0x08;

    /** A bit of the status: the command has failed. */
    public static final int ERROR = 0x01;

    /** A bit of the error: the command was aborted. */
    public static final int ABORTED = 0x04;

    /** A bit of the device register: select the second device of a channel. */
    public static final int DEVICE_1 = 0x10;

    /** A bit of the device register: the address is a sector number. */
    public static final int LBA = 0x40;

    private Ata() {}
}
