package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tests the causes of typical errors in ported tests. */
class PortingTrapsTest extends MachineFixture {
    @Test
    void tellsTheExitCodeOfALaunchThatFailed() {
        vm.addArgs("-machine", "no-such-machine");
        assertThatThrownBy(vm::launch).isInstanceOf(LaunchException.class);
        assertThat(vm.exitCode()).isEqualTo(1);
    }

    @Test
    void tellsTheExitCodeOfTheLastLaunchAndNotOfTheOneBefore() {
        launchBare();
        vm.shutdown();
        assertThat(vm.exitCode()).isZero();
        vm.addArgs("-cpu", "no-such-model", "-machine", "pc");
        assertThatThrownBy(vm::launch).isInstanceOf(LaunchException.class);
        assertThat(vm.exitCode()).isEqualTo(1);
    }

    @Test
    void saysWhatToCallBeforeAnExitCode() {
        assertThatThrownBy(vm::exitCode)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'default' was not launched; call launch() first");
    }

    @Test
    void takesNoArgumentOfQemuForAName() {
        assertThatThrownBy(() -> machine("-nodefaults"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("newVm(\"-nodefaults\", …)");
    }
}
