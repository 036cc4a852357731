package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

class MigrationDataTest extends MigrationDeviceTest {
    private static final byte[] DATA = {1, 2, 3, 4};

    private static MigrationData writeOf(byte[] data) {
        return MigrationData.of(ByteBuffer.wrap(data));
    }

    private void failsWithErrnoOfDevice(Command command, Payload payload) {
        migration.errno = 0xbef;
        session.send(command.code(), payload);
        session.run();
        try (Message reply = session.socket().receive(TIMEOUT)) {
            assertThat(reply.header().error()).isEqualTo(0xbef);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationState.class,
            names = {"PRE_COPY", "STOP_COPY"})
    void readsData(MigrationState state) {
        enter(state, null);
        migration.saved = DATA;
        ByteBuffer reply = succeed(Command.MIG_DATA_READ, MigrationData.read(4));
        assertThat(MigrationData.decode(reply)).isEqualTo(writeOf(DATA));
    }

    @Test
    void readsLessAtEndOfData() {
        enter(MigrationState.STOP_COPY, null);
        migration.saved = new byte[] {1, 2};
        MigrationData first =
                MigrationData.decode(succeed(Command.MIG_DATA_READ, MigrationData.read(4)));
        assertThat(first.count()).isEqualTo(2);
        int padded = has(Difference.SHORT_MIGRATION_READ_PADDED) ? 4 : 2;
        assertThat(first.data().remaining()).isEqualTo(padded);
        assertThat(first.data().limit(2)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        MigrationData second =
                MigrationData.decode(succeed(Command.MIG_DATA_READ, MigrationData.read(4)));
        assertThat(second.count()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationState.class,
            names = {"RUNNING", "STOP", "RESUMING"})
    void refusesToReadInOtherStates(MigrationState state) {
        enter(state, null);
        invalid(Command.MIG_DATA_READ, MigrationData.read(4));
    }

    @Test
    void refusesToReadMoreThanClientAccepts() {
        enter(MigrationState.PRE_COPY, null);
        invalid(Command.MIG_DATA_READ, MigrationData.read(MAX_DATA + 1));
    }

    @Test
    void refusesToReadMoreThanArgszHasRoomFor() {
        enter(MigrationState.PRE_COPY, null);
        invalid(Command.MIG_DATA_READ, new MigrationData(8, 4, ByteBuffer.allocate(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void refusesShortRead(int size) {
        enter(MigrationState.PRE_COPY, null);
        invalid(Command.MIG_DATA_READ, Payload.of(new byte[size]));
    }

    @Test
    void handsOnErrorOfRead() {
        enter(MigrationState.PRE_COPY, null);
        failsWithErrnoOfDevice(Command.MIG_DATA_READ, MigrationData.read(4));
    }

    @Test
    void writesData() {
        enter(MigrationState.RESUMING, null);
        succeed(Command.MIG_DATA_WRITE, writeOf(DATA));
        assertThat(migration.restored).isEqualTo(DATA);
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationState.class,
            names = {"RUNNING", "STOP", "PRE_COPY", "STOP_COPY"})
    void refusesToWriteInOtherStates(MigrationState state) {
        enter(state, null);
        invalid(Command.MIG_DATA_WRITE, writeOf(DATA));
    }

    @Test
    void refusesToWriteMoreThanClientAccepts() {
        enter(MigrationState.RESUMING, null);
        invalid(Command.MIG_DATA_WRITE, writeOf(new byte[MAX_DATA + 1]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void refusesWriteWithLessDataThanAnnounced(int size) {
        enter(MigrationState.RESUMING, null);
        invalid(Command.MIG_DATA_WRITE, new MigrationData(12, 4, ByteBuffer.allocate(size)));
    }

    @Test
    void handsOnErrorOfWrite() {
        enter(MigrationState.RESUMING, null);
        failsWithErrnoOfDevice(Command.MIG_DATA_WRITE, writeOf(DATA));
        migration.errno = 0;
        enter(MigrationState.RUNNING, null);
    }
}
