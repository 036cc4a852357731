package org.qemu.functional.vfiouser.wire.feature;

import java.util.Optional;

/** The states of a migration, by the numbers of {@code linux/vfio.h}. */
public enum MigrationState {
    ERROR(0),
    STOP(1),
    RUNNING(2),
    STOP_COPY(3),
    RESUMING(4),
    RUNNING_P2P(5),
    PRE_COPY(6),
    PRE_COPY_P2P(7);

    private static final MigrationState[] BY_CODE = values();

    private final int code;

    MigrationState(int code) {
        this.code = code;
    }

    /** Return the number of this state in messages. */
    public int code() {
        return code;
    }

    /** Return the state with a number, if there is one. */
    public static Optional<MigrationState> of(long code) {
        return code < 0 || code >= BY_CODE.length
                ? Optional.empty()
                : Optional.of(BY_CODE[(int) code]);
    }
}
