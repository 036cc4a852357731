package org.qemu.functional;

import org.junit.jupiter.api.extension.ParameterResolutionException;

/**
 * Carries what a launch for a parameter threw, a wish to skip the test mostly, past JUnit, which
 * takes it for a fault of the parameter.
 */
public final class ParameterLaunchException extends ParameterResolutionException {
    private static final long serialVersionUID = 1;

    /** Carry an exception. */
    public ParameterLaunchException(Throwable cause) {
        super("the machine could not be launched: " + cause.getMessage(), cause);
    }

    /** Return what was carried, or the exception itself if it carries nothing. */
    public static Throwable unwrap(Throwable thrown) {
        return thrown instanceof ParameterLaunchException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }
}
