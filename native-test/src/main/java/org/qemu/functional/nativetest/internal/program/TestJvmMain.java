package org.qemu.functional.nativetest.internal.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.nativetest.internal.allocation.AllocationObserver;
import org.qemu.functional.nativetest.internal.rerun.TestEventFile;
import org.qemu.functional.nativetest.internal.rerun.TestObserver;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindObserver;

/**
 * The program of a JVM that runs a test class or method for another JVM.
 *
 * <p>Arguments: the file of events, and what to run: a class's name or the unique id of a test for
 * JUnit, or {@code plain:<class>} or {@code plain:<class>#<method>} for {@link PlainTestClass}. The
 * program ends when its standard input does, so that it does not outlive who started it.
 */
public final class TestJvmMain {
    private static volatile boolean started;

    private TestJvmMain() {}

    /** Return whether this JVM runs tests for another one. */
    public static boolean isThisProgram() {
        return started;
    }

    /** Run the tests. */
    public static void main(String[] args) throws ClassNotFoundException {
        started = true;
        endWithParent();
        TestEventFile events = new TestEventFile(Path.of(args[0]));
        List<TestObserver> observers = new ArrayList<>();
        if (ValgrindObserver.isWanted()) {
            observers.add(new ValgrindObserver());
        }
        if (AllocationObserver.isWanted()) {
            observers.add(new AllocationObserver());
        }
        if (args[1].startsWith(PlainTestClass.SELECTED)) {
            PlainTestClass.run(args[1], events, observers);
        } else {
            JUnitRun.run(args[1], events, observers);
        }
        // Threads of the library or of the test may still run.
        System.exit(0);
    }

    private static void endWithParent() {
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {}
                            } catch (IOException e) {
                                // as at the end
                            }
                            Runtime.getRuntime().halt(1);
                        },
                        "end-with-parent");
        reader.setDaemon(true);
        reader.start();
    }
}
