package org.qemu.functional.machine;

import java.io.IOException;
import org.qemu.functional.text.SafeText;

/** QEMU could not be started, or exited before the test could use it. */
public final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String output;
    private final boolean environment;

    LaunchException(String message, int exitCode, String output, boolean environment) {
        super(SafeText.lines(message));
        this.exitCode = exitCode;
        this.output = output;
        this.environment = environment;
    }

    LaunchException(String message, IOException cause) {
        super(SafeText.lines(message), cause);
        this.exitCode = 0;
        this.output = "";
        this.environment = true;
    }

    /** Tell that what was to be QEMU is none, or cannot be executed. */
    static LaunchException ofEnvironment(String message) {
        return new LaunchException(message, 0, "", true);
    }

    /**
     * Whether the fault is neither QEMU's nor the test's: there is no QEMU, the program is none, or
     * its wrapper did not wait for it.
     */
    public boolean isOfEnvironment() {
        return environment;
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
