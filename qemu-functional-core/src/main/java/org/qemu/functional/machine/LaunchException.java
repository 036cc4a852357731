package org.qemu.functional.machine;

/** QEMU could not be started, or exited before the test could use it. */
public final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String output;

    LaunchException(String message, int exitCode, String output) {
        super(message);
        this.exitCode = exitCode;
        this.output = output;
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = 0;
        this.output = "";
    }

    /** QEMU's exit status, negative for a signal; 0 if QEMU was never started or had not exited. */
    public int exitCode() {
        return exitCode;
    }

    /** What QEMU wrote to standard output and error. */
    public String output() {
        return output;
    }
}
