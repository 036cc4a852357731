package org.qemu.functional.guest.channel;

import java.util.OptionalInt;

/**
 * The exit status of a command.
 *
 * @param code the value of a shell's {@code $?}: 128 plus the signal's number if a signal ended it
 * @param signal the number of the signal that ended it
 */
public record GuestExitStatus(int code, OptionalInt signal) {
    /** Return the status of a command that exited, or that a shell reports. */
    public static GuestExitStatus of(int code) {
        return code > 128 && code <= 192
                ? ofSignal(code - 128)
                : new GuestExitStatus(code, OptionalInt.empty());
    }

    /** Return the status of a command that a signal ended. */
    public static GuestExitStatus ofSignal(int signal) {
        return new GuestExitStatus(128 + signal, OptionalInt.of(signal));
    }

    /** Return whether it is 0. */
    public boolean isSuccess() {
        return code == 0;
    }

    @Override
    public String toString() {
        return signal.isPresent() ? "signal " + signal.getAsInt() : "exit status " + code;
    }
}
