package org.qemu.functional.launch.internal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import org.qemu.functional.settings.internal.ProgramLocal;

/** Standard error of a JVM in which each program has a standard error of its own. */
public final class BundledStandardError extends OutputStream {
    private static final ProgramLocal<PrintStream> OF_PROGRAM = new ProgramLocal<>();

    private final PrintStream whole;

    private BundledStandardError(PrintStream whole) {
        this.whole = whole;
    }

    /** Make standard error that of the program of the thread that prints. */
    public static void install() {
        PrintStream divided = new PrintStream(new BundledStandardError(System.err), false, UTF_8);
        System.setErr(divided);
        System.setOut(divided);
    }

    /** Set the standard error of the calling thread's program. */
    public static void use(PrintStream stream) {
        OF_PROGRAM.set(stream);
    }

    @Override
    public void write(int b) {
        stream().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        stream().write(bytes, offset, count);
    }

    @Override
    public void flush() {
        stream().flush();
    }

    private PrintStream stream() {
        return OF_PROGRAM.find().orElse(whole);
    }
}
