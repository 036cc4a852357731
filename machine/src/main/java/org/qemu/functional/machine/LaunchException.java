package org.qemu.functional.machine;

import java.io.IOException;
import org.qemu.functional.text.SafeText;

/** Thrown when QEMU could not be started, or exited before the test could use it. */
public final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String output;
    private final boolean environment;

    /** Create an exception for a QEMU that exited during its launch. */
    public LaunchException(String message, int exitCode, String output, boolean environment) {
        super(SafeText.lines(message));
        this.exitCode = exitCode;
        this.output = output;
        this.environment = environment;
    }

    /** Create an exception for a program that cannot be started. */
    public LaunchException(String message, IOException cause) {
        super(SafeText.lines(message), cause);
        this.exitCode = 0;
        this.output = "";
        this.environment = true;
    }

    /** Create an exception for a program that is not QEMU or cannot be executed. */
    public static LaunchException ofEnvironment(String message) {
        return new LaunchException(message, 0, "", true);
    }

    /**
     * Return whether the cause is neither QEMU nor the test: there is no QEMU, the program is not
     * QEMU, or its wrapper did not wait for it.
     */
    public boolean isOfEnvironment() {
        return environment;
    }

    /**
     * Return QEMU's exit status, negative for a signal; 0 if QEMU was never started or had not
     * exited.
     */
    public int exitCode() {
        return exitCode;
    }

    /** Return QEMU's output to standard output and standard error. */
    public String output() {
        return output;
    }
}
