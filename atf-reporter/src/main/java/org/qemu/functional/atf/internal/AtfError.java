package org.qemu.functional.atf.internal;

/** Ends the program with a message on standard error and {@link #STATUS}. */
public class AtfError extends Exception {
    /** The exit status of libatf for wrong usage. */
    public static final int STATUS = 1;

    private static final long serialVersionUID = 1;

    public AtfError(String message) {
        super(message);
    }

    /** Return the lines on standard error for a program of this name. */
    public String text(String program) {
        return "%s: ERROR: %s%n".formatted(program, getMessage());
    }
}
