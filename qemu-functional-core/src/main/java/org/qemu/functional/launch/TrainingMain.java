package org.qemu.functional.launch;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.qemu.functional.atf.AtfProgram;
import org.qemu.functional.debug.internal.TestLauncher;
import org.qemu.functional.failure.internal.FailureKind;

/**
 * Runs what test programs do, so that the JVM writes their classes to the archive that
 * scripts/class-archive makes: first a test as kyua runs it, then all as {@link Main} does.
 */
final class TrainingMain {
    private TrainingMain() {}

    /** Run the test of the first two arguments, its full class and name, then the others. */
    public static void main(String[] args) {
        TestLauncher.declareProgram();
        List<String> arguments = List.of(args);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
        AtfProgram.run(
                List.of("--class", arguments.get(0), arguments.get(1)),
                nowhere,
                nowhere,
                thrown -> FailureKind.of(thrown).label());
        Main.main(arguments.subList(2, arguments.size()).toArray(String[]::new));
    }
}
