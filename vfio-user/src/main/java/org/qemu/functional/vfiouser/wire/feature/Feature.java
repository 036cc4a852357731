package org.qemu.functional.vfiouser.wire.feature;

import java.util.Optional;
import java.util.stream.Stream;

/** The features of a device, by the numbers of {@code linux/vfio.h}. */
public enum Feature {
    /** Which migrations the device supports; see {@link MigrationSupport}. */
    MIGRATION(1),

    /** The state of the migration; see {@link DeviceState}. */
    MIG_DEVICE_STATE(2),

    /** Start to log which pages the device writes; see {@link DmaLoggingControl}. */
    DMA_LOGGING_START(6),
    DMA_LOGGING_STOP(7),

    /** The pages that the device has written; see {@link DmaLoggingReport}. */
    DMA_LOGGING_REPORT(8);

    private final int code;

    Feature(int code) {
        this.code = code;
    }

    /** Return the number of this feature in messages. */
    public int code() {
        return code;
    }

    /** Return the feature with a number, if it is one of these. */
    public static Optional<Feature> of(int code) {
        return Stream.of(values()).filter(feature -> feature.code == code).findFirst();
    }
}
