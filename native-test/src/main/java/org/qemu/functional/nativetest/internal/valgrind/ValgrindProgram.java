package org.qemu.functional.nativetest.internal.valgrind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.nativetest.CCompiler;
import org.qemu.functional.nativetest.Valgrind;
import org.qemu.functional.nativetest.internal.compile.ShippedFile;
import org.qemu.functional.nativetest.internal.rerun.TestJvm;
import org.qemu.functional.settings.HarnessSettings;

/** The command lines of valgrind, and of a JVM that can run under it. */
public final class ValgrindProgram {
    private static final String NAME = "valgrind";
    private static final int FRAMES = 40;

    private ValgrindProgram() {}

    /** Return why tests cannot run under valgrind here, if they cannot. */
    public static Optional<String> missing() {
        if (find().isEmpty()) {
            return Optional.of("valgrind is not in PATH; install the package valgrind");
        }
        return CCompiler.isAvailable()
                ? Optional.empty()
                : Optional.of("there is no C compiler; install cc, or name one by CC");
    }

    private static Optional<Path> find() {
        return ProgramPath.find(NAME, HarnessSettings.current().environment());
    }

    /**
     * Have a JVM run under valgrind.
     *
     * @param report the file of the report
     * @throws IOException if a file cannot be written
     */
    public static void prepare(TestJvm jvm, Valgrind annotation, Path report) throws IOException {
        Path marks =
                CCompiler.cc()
                        .sources(ShippedFile.in(ShippedFile.folder(), "valgrind-marks.c"))
                        .library("valgrind-marks");
        Path suppressions = ShippedFile.in(ShippedFile.folder(), "jvm.supp");
        jvm.wrapper(
                        List.of(
                                find().orElseThrow().toString(),
                                "--tool=memcheck",
                                "--xml=yes",
                                "--xml-file=" + report,
                                "--error-limit=no",
                                "--num-callers=" + FRAMES,
                                // At the end of each test instead, as the marks request.
                                "--leak-check=no",
                                "--show-leak-kinds=" + String.join(",", annotation.leakKinds()),
                                "--suppressions=" + suppressions))
                // Compiled code would have to be translated again by valgrind, and memcheck reports
                // what newer instructions do to memory that is not initialized.
                .options(
                        List.of(
                                "-Xint",
                                "-XX:UseSSE=2",
                                "-XX:UseAVX=0",
                                // The stubs for mathematics use instructions that valgrind lacks.
                                "-XX:-UseLibmIntrinsic",
                                "-D" + ValgrindMarks.PROPERTY + "=" + marks));
    }
}
