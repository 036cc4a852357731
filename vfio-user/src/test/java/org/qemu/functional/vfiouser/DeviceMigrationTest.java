package org.qemu.functional.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.client.ErrorReplyException;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

class DeviceMigrationTest {
    private final VfioUserDeviceBuilder builder =
            VfioUserDevice.builder(0x1234, 0x5678)
                    .bar(
                            0,
                            DeviceRegion.memory(
                                    4096,
                                    RegionHandler.registers(
                                            (offset, size) -> 0, (offset, size, value) -> {})));

    @TempDir private Path folder;

    @Test
    void migratesStateToAnotherDevice() {
        StateHandler source = new StateHandler(new byte[] {1, 2, 3});
        StateHandler target = new StateHandler(new byte[0]);
        byte[] state;
        try (ServerFixture fixture = new ServerFixture(folder, builder.migration(source).build())) {
            fixture.client().migration().enter(MigrationState.STOP_COPY);
            state = fixture.client().migration().readAll();
            assertThatThrownBy(() -> fixture.client().region(PciRegion.BAR0).read32(0))
                    .isInstanceOf(ErrorReplyException.class);
        }
        try (ServerFixture fixture = new ServerFixture(folder, builder.migration(target).build())) {
            fixture.client().migration().enter(MigrationState.RESUMING);
            fixture.client().migration().write(ByteBuffer.wrap(state));
            fixture.client().migration().enter(MigrationState.RUNNING);
        }

        assertThat(target.state).containsExactly(1, 2, 3);
        assertThat(source.entered).containsExactly(MigrationState.STOP, MigrationState.STOP_COPY);
        assertThat(target.entered)
                .containsExactly(
                        MigrationState.STOP,
                        MigrationState.RESUMING,
                        MigrationState.STOP,
                        MigrationState.RUNNING);
    }

    private static final class StateHandler implements MigrationHandler {
        private final List<MigrationState> entered = new ArrayList<>();
        private byte[] state;
        private boolean saved;

        StateHandler(byte[] state) {
            this.state = state;
        }

        @Override
        public void enter(MigrationState next) {
            entered.add(next);
        }

        @Override
        public void save(ByteBuffer data) {
            if (!saved) {
                data.put(state);
                saved = true;
            }
        }

        @Override
        public void restore(ByteBuffer data) {
            state = new byte[data.remaining()];
            data.get(state);
        }
    }
}
