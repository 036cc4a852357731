package org.qemu.functional.vfiouser.internal.server;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

/** Performs a client's accesses to regions. */
final class RegionRequests {
    private final DeviceModel model;
    private final int dataLimit;

    /** Create the accesses; each may have at most a number of bytes. */
    RegionRequests(DeviceModel model, int dataLimit) {
        this.model = model;
        this.dataLimit = dataLimit;
    }

    ServerReply read(Message request) {
        RegionAccess access = RegionAccess.decode(request.payload());
        checkSize(access.count());
        ByteBuffer data = PayloadFields.allocate((int) access.count());
        check(access.region(), access.offset(), access.count());
        if (access.count() > 0) {
            model.regions()
                    .handler(access.region(), access.offset(), access.count(), false)
                    .read(access.offset(), data);
        }
        return ServerReply.of(RegionAccess.of(access.region(), access.offset(), data.clear()));
    }

    ServerReply write(Message request) {
        RegionAccess access = RegionAccess.decode(request.payload());
        checkSize(access.count());
        if (access.data().remaining() != access.count()) {
            throw DeviceErrors.invalid(
                    "Write of %d bytes to region %d: %d bytes came"
                            .formatted(access.count(), access.region(), access.data().remaining()));
        }
        write(access.region(), access.offset(), access.data());
        return ServerReply.of(RegionAccess.of(access.region(), access.offset(), access.count()));
    }

    ServerReply writeAll(Message request) {
        RegionWrites writes = RegionWrites.decode(request.payload());
        for (RegionWrite write : writes.writes()) {
            write(write.region(), write.offset(), write.bytes());
        }
        ByteBuffer done = PayloadFields.allocate(Long.BYTES).putLong(0, writes.writes().size());
        return ServerReply.of(Payload.of(done));
    }

    private void write(long region, long offset, ByteBuffer data) {
        int count = data.remaining();
        check(region, offset, count);
        if (count > 0) {
            model.regions().handler(region, offset, count, true).write(offset, data);
        }
    }

    private void checkSize(long count) {
        if (count > dataLimit) {
            throw DeviceErrors.invalid(
                    "Access of %d bytes: the limit is %d".formatted(count, dataLimit));
        }
    }

    private void check(long region, long offset, long count) {
        model.regions().check(region, offset, count);
        if (model.migration().state() == MigrationState.STOP_COPY) {
            throw DeviceErrors.invalid(
                    "Region %d cannot be accessed while the device's state is copied"
                            .formatted(region));
        }
    }
}
