package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.console.ConsoleMatch;

/** Checks that crash patterns apply to every wait until a scope disarms them. */
class WatchedConsoleTest extends MachineFixture {
    @BeforeEach
    void connect() {
        vm.setConsole();
    }

    @Test
    void endsAWaitWhenTheKernelPanics() throws Exception {
        launchSaying("Kernel panic - not syncing: VFS: no root\r\nlogin: ");
        assertThatThrownBy(() -> await("login: "))
                .isInstanceOfSatisfying(
                        GuestFailedError.class, e -> assertThat(e.crash()).contains("kernel panic"))
                .hasMessageContaining("the guest crashed (kernel panic)")
                .hasMessageContaining("VFS: no root");
    }

    @Test
    void appliesToTheWaitOfTheMachineItself() throws Exception {
        launchSaying("first\r\nKernel panic - not syncing: VFS: no root\r\nlogin: ");
        assertThat(vm.waitForConsolePattern("first").text()).isEqualTo("first");
        assertThatThrownBy(() -> vm.waitForConsolePattern("login: "))
                .isInstanceOf(GuestFailedError.class)
                .hasMessageContaining("while the test waited for 'login: '");
    }

    @Test
    void isNotEndedByACrashThatTheTestAwaits() throws Exception {
        launchSaying("Kernel panic - not syncing: sysrq triggered crash");
        assertThat(await("not syncing: sysrq triggered").output()).contains("Kernel panic");
    }

    @Test
    void isNotEndedByAFailureThatIsPartOfWhatTheTestAwaits() throws Exception {
        launchSaying("Kernel panic - not syncing: sysrq triggered crash");
        ConsoleMatch match =
                ConsoleExpectation.on(vm)
                        .successRegex("Kernel panic - not syncing: sysrq trig+ered")
                        .failure("Kernel panic - not syncing")
                        .await(LONG);
        assertThat(match.text()).endsWith("triggered");
    }

    @Test
    void isNotEndedWhereAScopeDisarms() throws Exception {
        launchSaying(
                "U-Boot: ### ERROR ### Please RESET the board ###\r\nkernel BUG at x.c\r\nend");
        try (var expected = vm.disarm("U-Boot exception", "kernel BUG")) {
            assertThat(expected).isNotNull();
            await("end");
        }
    }

    @Test
    void isArmedAgainBehindTheScope() throws Exception {
        launchSaying("first\r\nInternal error: Oops: 5 [#1]\r\nsecond");
        try (var all = vm.disarm()) {
            assertThat(all).isNotNull();
            await("first");
        }
        assertThatThrownBy(() -> await("second")).hasMessageContaining("(kernel oops)");
    }

    @Test
    void refusesToDisarmWhatThereIsNot() {
        assertThatThrownBy(() -> vm.disarm("kernel sneeze"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'kernel sneeze'")
                .hasMessageContaining("kernel panic");
    }
}
