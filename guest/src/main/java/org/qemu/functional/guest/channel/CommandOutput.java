package org.qemu.functional.guest.channel;

/** How a command ended and all that it wrote. */
public final class CommandOutput {
    private final GuestExitStatus status;
    private final byte[] stdout;
    private final byte[] stderr;

    /** Keep the arrays as they are. */
    public CommandOutput(GuestExitStatus status, byte[] stdout, byte[] stderr) {
        this.status = status;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** How it ended. */
    public GuestExitStatus status() {
        return status;
    }

    /** What it wrote to its standard output; not a copy. */
    public byte[] stdout() {
        return stdout;
    }

    /** What it wrote to its standard error; not a copy. */
    public byte[] stderr() {
        return stderr;
    }
}
