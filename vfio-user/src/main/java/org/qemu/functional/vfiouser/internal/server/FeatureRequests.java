package org.qemu.functional.vfiouser.internal.server;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.DmaTable;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.feature.MigrationSupport;

/** Gets, sets and probes the features of a device that can be migrated. */
final class FeatureRequests {
    private static final int OPERATIONS =
            DeviceFeature.GET | DeviceFeature.SET | DeviceFeature.PROBE;

    private final DeviceModel model;
    private final int dataLimit;

    /** Create the handler; a bitmap may have at most a number of bytes. */
    FeatureRequests(DeviceModel model, int dataLimit) {
        this.model = model;
        this.dataLimit = dataLimit;
    }

    /** Tell whether a request changes what a device's own actions depend on. */
    static boolean needsQuiesce(ByteBuffer payload) {
        if (payload.remaining() < DeviceFeature.SIZE) {
            return false;
        }
        int flags = payload.getInt(payload.position() + 4);
        return (flags & DeviceFeature.SET) != 0 && (flags & DeviceFeature.PROBE) == 0;
    }

    ServerReply handle(Message request) {
        DeviceFeature asked = DeviceFeature.decode(request.payload());
        int operations = asked.flags() & ~DeviceFeature.MASK;
        MigrationHandler handler = model.migrationHandler();
        Feature feature = Feature.of(asked.code()).orElse(null);
        if (handler == null || feature == null || (operations & ~supported(feature)) != 0) {
            throw DeviceErrors.invalid(
                    "%s: the device does not support this operation%s"
                            .formatted(asked, handler == null ? ", it cannot be migrated" : ""));
        }
        if (operations == DeviceFeature.GET) {
            return get(feature, asked);
        }
        if (asked.argsz() < asked.size()) {
            throw DeviceErrors.invalid("%s: argsz is less than %d".formatted(asked, asked.size()));
        }
        if ((operations & DeviceFeature.PROBE) != 0) {
            return ServerReply.of(asked);
        }
        if (operations != DeviceFeature.SET) {
            throw DeviceErrors.invalid("%s: the flags need one operation".formatted(asked));
        }
        set(handler, feature, asked);
        return ServerReply.of(asked);
    }

    private static int supported(Feature feature) {
        return switch (feature) {
            case MIGRATION, DMA_LOGGING_REPORT -> DeviceFeature.GET | DeviceFeature.PROBE;
            case MIG_DEVICE_STATE -> OPERATIONS;
            case DMA_LOGGING_START, DMA_LOGGING_STOP -> DeviceFeature.SET | DeviceFeature.PROBE;
        };
    }

    private ServerReply get(Feature feature, DeviceFeature asked) {
        return switch (feature) {
            case MIGRATION ->
                    reply(
                            asked,
                            new MigrationSupport(
                                    MigrationSupport.STOP_COPY | MigrationSupport.PRE_COPY));
            case MIG_DEVICE_STATE -> reply(asked, DeviceState.of(model.migration().state()));
            default -> reply(asked, report(asked));
        };
    }

    private Payload report(DeviceFeature asked) {
        DmaTable table = table();
        DmaLoggingReport report = DmaLoggingReport.decode(asked.data());
        long size = DmaTable.bitmapSize(report.length(), report.pageSize());
        long room = Math.min(asked.argsz(), dataLimit);
        if (size < 0 || size > room - DeviceFeature.SIZE - DmaLoggingReport.SIZE) {
            throw DeviceErrors.invalid(
                    "%s: the bitmap has %s bytes, but argsz or the limit of %d has no room for it"
                            .formatted(asked, Long.toUnsignedString(size), dataLimit));
        }
        byte[] bitmap =
                table.takeDirtyPages(report.address(), report.length(), report.pageSize(), size);
        return new DmaLoggingReport(
                report.address(), report.length(), report.pageSize(), ByteBuffer.wrap(bitmap));
    }

    private void set(MigrationHandler handler, Feature feature, DeviceFeature asked) {
        if (feature == Feature.MIG_DEVICE_STATE) {
            long code = DeviceState.decode(asked.data()).state();
            MigrationState target =
                    MigrationState.of(code)
                            .orElseThrow(
                                    () ->
                                            DeviceErrors.invalid(
                                                    "There is no migration state %d"
                                                            .formatted(code)));
            model.migration().change(target, handler::enter);
        } else if (feature == Feature.DMA_LOGGING_START) {
            table().startLogging(DmaLoggingControl.decode(asked.data()).pageSize());
        } else {
            table().stopLogging();
        }
    }

    private DmaTable table() {
        DmaTable table = model.dma();
        if (table == null) {
            throw DeviceErrors.invalid("The device does no DMA, so there are no pages to log");
        }
        return table;
    }

    private static ServerReply reply(DeviceFeature asked, Payload value) {
        ByteBuffer data = value.toBuffer();
        long size = (long) DeviceFeature.SIZE + data.remaining();
        if (asked.argsz() < size) {
            throw DeviceErrors.invalid("%s: argsz is less than %d".formatted(asked, size));
        }
        return ServerReply.of(new DeviceFeature(size, asked.flags(), data));
    }
}
