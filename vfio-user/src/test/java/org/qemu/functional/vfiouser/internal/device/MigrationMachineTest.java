package org.qemu.functional.vfiouser.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

class MigrationMachineTest {
    private final MigrationMachine machine = new MigrationMachine();

    @ParameterizedTest
    @CsvSource({
        "STOP, RUNNING, RUNNING",
        "STOP, PRE_COPY, RUNNING PRE_COPY",
        "STOP, STOP_COPY, STOP_COPY",
        "RUNNING, STOP_COPY, STOP STOP_COPY",
        "RUNNING, RESUMING, STOP RESUMING",
        "PRE_COPY, STOP, RUNNING STOP",
        "PRE_COPY, STOP_COPY, STOP_COPY",
        "PRE_COPY, RESUMING, RUNNING STOP RESUMING",
        "RESUMING, PRE_COPY, STOP RUNNING PRE_COPY",
        "RESUMING, STOP_COPY, STOP STOP_COPY",
        "STOP_COPY, RUNNING, STOP RUNNING",
        "RUNNING, RUNNING, ''"
    })
    void takesShortestWay(MigrationState from, MigrationState to, String way) {
        machine.change(from, state -> {});
        List<String> entered = new ArrayList<>();

        machine.change(to, state -> entered.add(state.name()));

        assertThat(String.join(" ", entered)).isEqualTo(way);
        assertThat(machine.state()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP_COPY, PRE_COPY",
        "RUNNING, ERROR",
        "RUNNING, RUNNING_P2P",
        "STOP, PRE_COPY_P2P"
    })
    void refusesStatesThatCannotBeReached(MigrationState from, MigrationState to) {
        machine.change(from, state -> {});

        assertThatThrownBy(() -> machine.change(to, state -> {}))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(to.name());
        assertThat(machine.state()).isEqualTo(from);
    }

    @Test
    void staysInLastStateThatTheDeviceEntered() {
        assertThatThrownBy(
                        () ->
                                machine.change(
                                        MigrationState.RESUMING,
                                        state -> {
                                            if (state == MigrationState.RESUMING) {
                                                throw new DeviceException(0xbeef, "no");
                                            }
                                        }))
                .isInstanceOf(DeviceException.class);

        assertThat(machine.state()).isEqualTo(MigrationState.STOP);
    }
}
