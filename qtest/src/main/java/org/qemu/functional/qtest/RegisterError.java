package org.qemu.functional.qtest;

/** Thrown when a register did not have the expected value, or could not be read. */
public final class RegisterError extends AssertionError {
    private static final long serialVersionUID = 1;

    RegisterError(Register register, long read, String expected) {
        super("%s: read %s, expected %s".formatted(register, register.hex(read), expected));
    }

    RegisterError(String message, Throwable cause) {
        super(message, cause);
    }
}
