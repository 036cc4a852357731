package org.qemu.functional.nativetest;

/** Reports that the C compiler failed, with its command and what it printed. */
public final class CompilationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CompilationException(String message) {
        super(message);
    }
}
