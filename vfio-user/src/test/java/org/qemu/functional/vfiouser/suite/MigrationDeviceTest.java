package org.qemu.functional.vfiouser.suite;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/** A test of a device that migrates, whose client accepts four bytes of data. */
abstract class MigrationDeviceTest extends ProtocolTest {
    static final int MAX_DATA = 4;

    final RecordedMigration migration = new RecordedMigration();

    @BeforeEach
    void connectDevice() {
        server.migration(migration);
        server.quiesce(() -> true);
        connect(Capabilities.of(8, MAX_DATA)).close();
    }

    static DeviceFeature stateRequest(long state) {
        return DeviceFeature.set(Feature.MIG_DEVICE_STATE, new DeviceState(state, 0xffff_ffffL));
    }

    void enter(MigrationState state, @Nullable Errno expected) {
        enter(state.code(), expected);
    }

    void enter(long state, @Nullable Errno expected) {
        Session.msg(session, Command.DEVICE_FEATURE, stateRequest(state), expected).close();
    }

    MigrationState state() {
        DeviceFeature request =
                DeviceFeature.get(Feature.MIG_DEVICE_STATE, Payload.EMPTY, DeviceState.SIZE);
        DeviceFeature reply = DeviceFeature.decode(succeed(Command.DEVICE_FEATURE, request));
        return MigrationState.of(DeviceState.decode(reply.data()).state()).orElseThrow();
    }
}
