package org.qemu.functional.atf;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.qemu.functional.atf.internal.AtfError;
import org.qemu.functional.atf.internal.BodyRun;
import org.qemu.functional.atf.internal.ProgramOptions;
import org.qemu.functional.atf.internal.ProgramRun;
import org.qemu.functional.atf.internal.ResultFile;
import org.qemu.functional.atf.internal.TestCaseList;

/**
 * A test program of ATF whose test cases are the tests of JUnit classes.
 *
 * <p>The arguments are first those of the launcher, a script that kyua starts, then those that kyua
 * has passed to it:
 *
 * <pre>{@code
 * java … org.qemu.functional.atf.AtfProgram --class CLASS… [--program FILE] [--kyua VERSION] -l
 * java … org.qemu.functional.atf.AtfProgram --class CLASS… [--program FILE] \
 *     [-r FILE] [-s FOLDER] [-v NAME=VALUE]… CASE[:body|:cleanup]
 * java … org.qemu.functional.atf.AtfProgram --class CLASS… [--kyua VERSION] --kyuafile
 * java … org.qemu.functional.atf.AtfProgram [--kyua VERSION] --list-all FOLDER CLASS…
 * }</pre>
 *
 * <ul>
 *   <li>{@code --class}: the full name of a class; may be given several times, and then the name of
 *       each test case begins with the simple name of its class
 *   <li>{@code --program}: the path of the launcher, for messages and {@code -s}
 *   <li>{@code --kyua}: {@code 0.13}, the default, or {@code development}; see {@link KyuaVersion}
 *   <li>{@code --kyuafile}: print the properties that belong into the {@code Kyuafile}, each as a
 *       line {@code name="value"}
 *   <li>{@code --list-all}: write the list of each class to a file in the folder that has the full
 *       name of the class, and its properties for the {@code Kyuafile} to one with the same name
 *       and {@code .kyuafile} at its end
 * </ul>
 *
 * <p>The exit status is 0 if the test case passed, was skipped or failed as expected, 1 if it
 * failed or the arguments are wrong, and 134 if the result cannot be written, as with libatf 0.21.
 *
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=atf-test-program&sektion=1">
 *     atf-test-program(1)</a>
 */
public final class AtfProgram {
    private AtfProgram() {}

    /** Run the program and exit with its status. */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /**
     * Run the program.
     *
     * @param out for the list, and for the result without {@code -r}
     * @param err for errors and the stack trace of a failure
     * @return the exit status
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return run(arguments, out, err, throwable -> "");
    }

    /**
     * Run the program, and say in each result of what kind the failure is.
     *
     * @param out for the list, and for the result without {@code -r}
     * @param err for errors and the stack trace of a failure
     * @param classifier returns the kind of a throwable of a test; an empty string for none
     * @return the exit status
     */
    public static int run(
            List<String> arguments,
            PrintStream out,
            PrintStream err,
            Function<Throwable, String> classifier) {
        ProgramOptions options;
        try {
            options = ProgramOptions.parse(arguments);
        } catch (AtfError e) {
            err.print(e.text("AtfProgram"));
            return AtfError.STATUS;
        }
        try {
            return new ProgramRun(options, out, err, classifier).run();
        } catch (AtfError e) {
            err.print(e.text(options.name()));
            return AtfError.STATUS;
        } catch (IOException e) {
            err.println(e.getMessage());
            return ResultFile.ABORTED;
        }
    }

    /**
     * Write the result of the test case that runs, because the caller is about to end the program.
     * It has failed, unless it has announced that it takes too long. Does nothing to a test case
     * that has ended.
     *
     * @param reason why the program ends
     * @return the exit status for the program, or nothing if no test case runs or the result cannot
     *     be written
     */
    public static OptionalInt interrupt(String reason) {
        return BodyRun.interrupt(reason);
    }

    /**
     * Return the test cases of a program, for example for its list and the {@code Kyuafile}.
     *
     * <p>This runs the methods that supply parameterized and dynamic tests, but no tests.
     *
     * @throws IllegalArgumentException if two test cases have one name, or metadata is invalid
     */
    public static List<AtfTestCase> testCases(List<Class<?>> classes) {
        try {
            return TestCaseList.of(classes);
        } catch (AtfError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
