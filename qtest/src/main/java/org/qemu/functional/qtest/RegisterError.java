package org.qemu.functional.qtest;

/** A register did not have the value that the test expects, or could not be read at all. */
public final class RegisterError extends AssertionError {
    private static final long serialVersionUID = 1;

    RegisterError(Register register, long read, String expected) {
        super("%s: read %s, expected %s".formatted(register, register.hex(read), expected));
    }

    RegisterError(String message, Throwable cause) {
        super(message, cause);
    }
}
