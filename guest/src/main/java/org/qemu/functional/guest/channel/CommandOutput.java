package org.qemu.functional.guest.channel;

/** The exit status and the complete output of a command. */
public final class CommandOutput {
    private final GuestExitStatus status;
    private final byte[] stdout;
    private final byte[] stderr;

    /** Create a result; the arrays are not copied. */
    public CommandOutput(GuestExitStatus status, byte[] stdout, byte[] stderr) {
        this.status = status;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Return the exit status. */
    public GuestExitStatus status() {
        return status;
    }

    /** Return the standard output; not a copy. */
    public byte[] stdout() {
        return stdout;
    }

    /** Return the standard error; not a copy. */
    public byte[] stderr() {
        return stderr;
    }
}
