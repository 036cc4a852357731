package org.qemu.functional;

import org.junit.jupiter.api.extension.ParameterResolutionException;

/**
 * Carry an exception of a launch for a parameter, usually a request to skip the test, through
 * JUnit, which would report it as a failure to resolve the parameter.
 */
public final class ParameterLaunchException extends ParameterResolutionException {
    private static final long serialVersionUID = 1;

    /** Wrap an exception. */
    public ParameterLaunchException(Throwable cause) {
        super("the machine could not be launched: " + cause.getMessage(), cause);
    }

    /** Return the wrapped exception, or the argument itself if it wraps none. */
    public static Throwable unwrap(Throwable thrown) {
        return thrown instanceof ParameterLaunchException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }
}
