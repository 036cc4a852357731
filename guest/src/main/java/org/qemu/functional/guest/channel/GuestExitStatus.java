package org.qemu.functional.guest.channel;

import java.util.OptionalInt;

/**
 * How a command ended.
 *
 * @param code as a shell has it in {@code $?}: 128 and the signal's number for one that a signal
 *     ended
 * @param signal the number of the signal that ended it
 */
public record GuestExitStatus(int code, OptionalInt signal) {
    /** That of a command that came to its end, or of one that a shell tells of. */
    public static GuestExitStatus of(int code) {
        return code > 128 && code <= 192
                ? ofSignal(code - 128)
                : new GuestExitStatus(code, OptionalInt.empty());
    }

    /** That of a command that was ended by a signal. */
    public static GuestExitStatus ofSignal(int signal) {
        return new GuestExitStatus(128 + signal, OptionalInt.of(signal));
    }

    /** Whether it is 0. */
    public boolean isSuccess() {
        return code == 0;
    }

    @Override
    public String toString() {
        return signal.isPresent() ? "signal " + signal.getAsInt() : "exit status " + code;
    }
}
