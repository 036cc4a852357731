package org.qemu.functional.qtest.qos.storage;

import java.util.ArrayList;
import java.util.List;

/** Send SCSI commands to an ATAPI device of a channel (ATA/ATAPI-6, 9.8 and 9.9). */
public final class IdePackets {
    private static final int DMA = 1;

    private final Ide channel;
    private final int unit;

    private IdePackets(Ide channel, int unit) {
        this.channel = channel;
        this.unit = unit;
    }

    /**
     * Return an object that sends commands to a device.
     *
     * @param unit 0 or 1
     */
    public static IdePackets to(Ide channel, int unit) {
        return new IdePackets(channel, unit);
    }

    /**
     * Send a packet and read the response by PIO.
     *
     * @param limit the maximum number of bytes that the device transfers at once, 2 to 65534
     * @return the response in the pieces in which the device transferred it
     */
    public List<byte[]> pio(byte[] packet, int limit) {
        send(packet, limit, 0);
        List<byte[]> pieces = new ArrayList<>();
        while ((channel.status().await(Ata.BUSY, 0) & Ata.DATA_REQUEST) != 0) {
            int size = (int) (channel.middle().read() | channel.high().read() << 8);
            pieces.add(channel.take(size));
        }
        channel.awaitDone();
        return pieces;
    }

    /** Send a packet and transfer the response by DMA. */
    public byte[] dma(byte[] packet, int size) {
        long buffer = channel.memory().alloc(size);
        channel.busMaster().load(List.of(new Prd(buffer, size)));
        send(packet, 0, DMA);
        channel.move(true);
        byte[] data = channel.controller().qtest().bufread(buffer, size);
        channel.memory().free(buffer);
        return data;
    }

    /** Send a packet that the device must refuse, and return the sense key with the reason. */
    public int refused(byte[] packet) {
        send(packet, Cdb.CD_SECTOR, 0);
        channel.awaitError();
        return (int) channel.error().read() >>> 4;
    }

    private void send(byte[] packet, int limit, int features) {
        channel.select(unit);
        channel.features(features);
        channel.middle().write(limit);
        channel.high().write(limit >>> 8);
        channel.command(Ata.PACKET);
        channel.awaitData();
        channel.give(packet, 0, packet.length);
    }
}
