package org.qemu.functional.atf.internal;

/** Wrong arguments, with the message of libatf 0.21 ({@code atf-c/detail/tp_main.c}). */
public final class AtfUsageError extends AtfError {
    private static final long serialVersionUID = 1;

    public AtfUsageError(String message) {
        super(message);
    }

    @Override
    public String text(String program) {
        return super.text(program)
                + "%s: See atf-test-program(1) for usage details.%n".formatted(program);
    }
}
