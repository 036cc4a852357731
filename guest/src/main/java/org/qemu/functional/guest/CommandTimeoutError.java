package org.qemu.functional.guest;

import java.time.Duration;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.WaitTimeout;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Thrown when a command in a guest did not end in time and was killed, or when a condition was not
 * met in time. The message describes the state of the machine: a paused one, for example, explains
 * why nothing happened.
 */
public final class CommandTimeoutError extends AssertionError implements WaitTimeout {
    private static final long serialVersionUID = 1;

    /** How long to wait for a reply of a QEMU that may be stopped. */
    private static final Duration ANSWER = TimeoutScale.scaled(Duration.ofSeconds(1));

    CommandTimeoutError(String message, QemuMachine vm) {
        super(described(message, MachineAccess.of(vm).describe(ANSWER)));
    }

    private static String described(String message, String state) {
        return message + MachineAccess.standstill(state) + "\n" + state;
    }
}
