package org.qemu.functional.vfiouser.internal.server;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.PayloadFields;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/** Transfers the state of a device that a client migrates. */
final class MigrationRequests {
    private static final Set<MigrationState> SAVING =
            EnumSet.of(MigrationState.PRE_COPY, MigrationState.STOP_COPY);
    private static final Set<MigrationState> RESTORING = EnumSet.of(MigrationState.RESUMING);

    private final DeviceModel model;
    private final long clientLimit;

    /**
     * Create the handler.
     *
     * @param clientLimit the most bytes of data in a message, as the client said
     */
    MigrationRequests(DeviceModel model, long clientLimit) {
        this.model = model;
        this.clientLimit = clientLimit;
    }

    ServerReply read(Message request) {
        MigrationData asked = MigrationData.decode(request.payload());
        MigrationHandler handler = check(asked, SAVING);
        ByteBuffer data = PayloadFields.allocate((int) asked.count());
        handler.save(data);
        return ServerReply.of(MigrationData.of(data.flip()));
    }

    ServerReply write(Message request) {
        MigrationData asked = MigrationData.decode(request.payload());
        MigrationHandler handler = check(asked, RESTORING);
        if (asked.data().remaining() < asked.count()) {
            throw DeviceErrors.invalid(
                    "%s: only %d bytes came".formatted(asked, asked.data().remaining()));
        }
        ByteBuffer data = asked.data().limit((int) asked.count());
        handler.restore(data);
        if (data.hasRemaining()) {
            throw DeviceErrors.invalid(
                    "%s: the device did not take the last %d bytes"
                            .formatted(asked, data.remaining()));
        }
        return ServerReply.EMPTY;
    }

    private MigrationHandler check(MigrationData asked, Set<MigrationState> states) {
        MigrationHandler handler = model.migrationHandler();
        MigrationState state = model.migration().state();
        if (handler == null || !states.contains(state)) {
            throw DeviceErrors.invalid(
                    "%s: the device is in state %s, not in one of %s"
                            .formatted(asked, state, states));
        }
        if (asked.count() > clientLimit || asked.argsz() < MigrationData.SIZE + asked.count()) {
            throw DeviceErrors.invalid(
                    "%s: argsz is too small, or the limit of %d bytes is"
                            .formatted(asked, clientLimit));
        }
        return handler;
    }
}
