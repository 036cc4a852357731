package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.GuestFailedError;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that power-off, reset and panic of a guest are distinguished. */
class LinuxPowerTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    private static final Duration LONG = Duration.ofSeconds(30);

    @BeforeEach
    void boot() {
        setMachine("q35");
        useShell(vm(), DebianInstaller.AMD64, "");
        vm().launch();
        awaitShell(vm());
    }

    @Test
    void endsQemuWhenItPowersOff() {
        execCommand("poweroff -f");
        vm().eventWait("SHUTDOWN", LONG, Map.of("data", Map.of("reason", "guest-shutdown")));
        assertEquals(0, vm().waitForExit());
    }

    @Test
    void startsAgainWhenItReboots() {
        execCommand("reboot -f");
        vm().eventWait("RESET", LONG, Map.of("data", Map.of("guest", true)));
        awaitShell(vm());
    }

    @Test
    void panicIsAFailureOfTheGuestWithItsReason() {
        execCommand("echo c > /proc/sysrq-trigger");
        GuestFailedError panic =
                assertThrows(GuestFailedError.class, () -> waitForConsolePattern("never said"));
        assertTrue(panic.getMessage().contains("sysrq triggered crash"), panic.getMessage());
    }

    @Test
    @SuppressWarnings("try") // Only the scope is needed.
    void panicThatIsWantedIsNone() {
        try (QemuMachine.Scope expected = vm().disarm("kernel panic", "kernel oops")) {
            execCommand("echo c > /proc/sysrq-trigger");
            waitForConsolePattern("Kernel panic - not syncing: sysrq triggered crash", null, vm());
        }
    }
}
