package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalInt;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.parameter.ResolvedBy;

/** How a command in a guest ended, and what it wrote. */
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

    /** The exit status as a shell has it in {@code $?}: 128 and more for a signal. */
    public int exitStatus() {
        return output.status().code();
    }

    /**
     * The number of the signal that ended it, of signal(7). A shell that tells of a command's end
     * by an exit status of 128 and more is taken at its word.
     */
    public OptionalInt signal() {
        return output.status().signal();
    }

    /** Whether the exit status is 0. */
    public boolean isSuccess() {
        return output.status().isSuccess();
    }

    /** What it wrote to standard output, as UTF-8. */
    public String stdout() {
        return new String(output.stdout(), UTF_8);
    }

    /** What it wrote to standard error, as UTF-8. */
    public String stderr() {
        return new String(output.stderr(), UTF_8);
    }

    /** What it wrote to standard output. */
    public byte[] stdoutBytes() {
        return output.stdout().clone();
    }

    /** What it wrote to standard error. */
    public byte[] stderrBytes() {
        return output.stderr().clone();
    }

    /**
     * Return this if the exit status is 0.
     *
     * @throws AssertionError if it is not, with the command and the last of what it wrote
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
