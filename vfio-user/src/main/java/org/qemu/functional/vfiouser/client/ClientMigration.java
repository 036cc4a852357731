package org.qemu.functional.vfiouser.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.feature.MigrationSupport;

/** The migration of a device, and the log of the pages that it writes, for a client. */
public final class ClientMigration {
    private final ClientConnection connection;

    ClientMigration(ClientConnection connection) {
        this.connection = connection;
    }

    /** Ask which migrations the device supports. */
    public MigrationSupport support() {
        return MigrationSupport.decode(
                get(Feature.MIGRATION, Payload.EMPTY, MigrationSupport.SIZE));
    }

    /**
     * Ask whether a feature can be got or set; a device that says no throws.
     *
     * @param getOrSet {@link DeviceFeature#GET}, {@link DeviceFeature#SET} or both
     */
    public void probe(Feature feature, int getOrSet) {
        connection.exchange(Command.DEVICE_FEATURE, DeviceFeature.probe(feature, getOrSet));
    }

    /**
     * Ask for the state.
     *
     * @throws UnexpectedMessageException if the protocol has no such state
     */
    public MigrationState state() {
        DeviceState state =
                DeviceState.decode(get(Feature.MIG_DEVICE_STATE, Payload.EMPTY, DeviceState.SIZE));
        return MigrationState.of(state.state())
                .orElseThrow(
                        () ->
                                new UnexpectedMessageException(
                                        connection
                                                .socket()
                                                .log()
                                                .explain("no such state: " + state.state())));
    }

    /** Bring the device into a state. */
    public void enter(MigrationState state) {
        set(Feature.MIG_DEVICE_STATE, DeviceState.of(state));
    }

    /**
     * Read the next part of the device's state.
     *
     * @param count the largest number of bytes
     * @return fewer bytes at the end of what there is now
     */
    public ByteBuffer read(int count) {
        MigrationData reply =
                MigrationData.decode(
                        connection.exchange(Command.MIG_DATA_READ, MigrationData.read(count)));
        ByteBuffer data = reply.data();
        // libvfio-user sends as many bytes as were asked for, even if fewer count.
        return data.limit((int) Math.min(reply.count(), data.limit()));
    }

    /** Read all of the device's state that there is now. */
    public byte[] readAll() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long limit =
                Math.min(
                        connection.server().dataLimit(),
                        connection.options().capabilities().dataLimit());
        while (true) {
            ByteBuffer part = read((int) limit);
            if (!part.hasRemaining()) {
                return all.toByteArray();
            }
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            all.writeBytes(bytes);
        }
    }

    /** Write the next part of the device's state, in several messages if the server has a limit. */
    public void write(ByteBuffer data) {
        for (int at = 0; at < data.remaining(); ) {
            int piece = (int) Math.min(data.remaining() - at, connection.server().dataLimit());
            ByteBuffer part = data.slice(data.position() + at, piece);
            connection.exchange(Command.MIG_DATA_WRITE, MigrationData.of(part));
            at += piece;
        }
    }

    /**
     * Start the log of the pages that the device writes.
     *
     * @param pageSize the size of a page, in bytes
     * @param ranges the ranges to log; all memory if none
     */
    public void startLogging(long pageSize, DmaLoggingControl.Range... ranges) {
        set(Feature.DMA_LOGGING_START, new DmaLoggingControl(pageSize, List.of(ranges)));
    }

    /** Stop the log of the pages that the device writes. */
    public void stopLogging() {
        set(Feature.DMA_LOGGING_STOP, Payload.EMPTY);
    }

    /**
     * Return the pages of a range that the device has written since the last report.
     *
     * @param length the length of the range, in bytes
     * @param pageSize the size of a page in the bitmap, in bytes
     */
    public DirtyBitmap dirtyPages(long address, long length, long pageSize) {
        long room = DmaLoggingReport.SIZE + DirtyBitmap.bytesFor(length, pageSize);
        DmaLoggingReport request = DmaLoggingReport.request(address, length, pageSize);
        return DmaLoggingReport.decode(get(Feature.DMA_LOGGING_REPORT, request, room)).pages();
    }

    private ByteBuffer get(Feature feature, Payload request, long room) {
        ByteBuffer reply =
                connection.exchange(
                        Command.DEVICE_FEATURE, DeviceFeature.get(feature, request, room));
        return DeviceFeature.decode(reply).data();
    }

    private void set(Feature feature, Payload value) {
        connection.exchange(Command.DEVICE_FEATURE, DeviceFeature.set(feature, value));
    }
}
