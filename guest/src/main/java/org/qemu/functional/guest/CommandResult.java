package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.parameter.ResolvedBy;

/** The exit status and output of a command in a guest. */
@ResolvedBy("@GuestScript on the test")
public final class CommandResult {
    private static final int QUOTED = 2000;

    private final String guest;
    private final String command;
    private final CommandOutput output;

    CommandResult(String guest, String command, CommandOutput output) {
        this.guest = guest;
        this.command = command;
        this.output = output;
    }

    /** Return the exit status as in a shell's {@code $?}: 128 or more for a signal. */
    public int exitStatus() {
        return output.status().code();
    }

    /**
     * Return the number of the signal that ended the command, see signal(7). An exit status of 128
     * or more that a shell reports is interpreted as a signal.
     */
    public OptionalInt signal() {
        return output.status().signal();
    }

    /** Return whether the exit status is 0. */
    public boolean isSuccess() {
        return output.status().isSuccess();
    }

    /** Return the standard output, decoded as UTF-8. */
    public String stdout() {
        return new String(output.stdout(), UTF_8);
    }

    /** Return the standard error, decoded as UTF-8. */
    public String stderr() {
        return new String(output.stderr(), UTF_8);
    }

    /** Return the bytes of the standard output. */
    public byte[] stdoutBytes() {
        return output.stdout().clone();
    }

    /** Return the bytes of the standard error. */
    public byte[] stderrBytes() {
        return output.stderr().clone();
    }

    /**
     * Return this result if the exit status is 0.
     *
     * @throws AssertionError if it is not; the message has the command and its last output
     */
    public CommandResult check() {
        if (!isSuccess()) {
            throw new AssertionError(toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return "'%s' in guest '%s' ended with %s\n  stdout: %s\n  stderr: %s"
                .formatted(command, guest, output.status(), last(stdout()), last(stderr()));
    }

    private static String last(String text) {
        String end = text.strip();
        return end.length() <= QUOTED ? end : "…" + end.substring(end.length() - QUOTED);
    }
}
