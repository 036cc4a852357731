package org.qemu.functional.atf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A test program that runs in this JVM, for test cases that do not end their process. */
record InProcess(List<String> options) {
    /** Return the program that the launcher of some classes starts. */
    static InProcess of(Path launcher, Class<?>... classes) {
        List<String> options = new ArrayList<>(List.of("--program", launcher.toString()));
        for (Class<?> type : classes) {
            options.addAll(List.of("--class", type.getName()));
        }
        return new InProcess(options);
    }

    static InProcess of(Class<?>... classes) {
        return of(Path.of("/bin/program"), classes);
    }

    TestProgram.Output run(String... arguments) {
        return run(List.of(arguments));
    }

    TestProgram.Output run(List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(arguments);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status =
                AtfProgram.run(
                        all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new TestProgram.Output(status, out.toString(UTF_8), err.toString(UTF_8));
    }
}
