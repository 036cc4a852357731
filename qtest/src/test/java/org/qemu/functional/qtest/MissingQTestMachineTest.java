package org.qemu.functional.qtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.launch.Main;

/** Checks that the program names a parameter whose annotation is missing. */
class MissingQTestMachineTest {
    @TempDir Path folder;

    /** A test class with an error of its author. */
    static class Forgotten {
        @Test
        void lacksItsAnnotation(QTest given) {
            throw new IllegalStateException("given: " + (given != null));
        }
    }

    @Test
    void tellsWhichAnnotationIsMissing() throws Exception {
        Process program =
                new ProcessBuilder(
                                List.of(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Main.class.getName(),
                                        Forgotten.class.getName()))
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        program.getOutputStream().close();
        assertThat(new String(program.getInputStream().readAllBytes(), UTF_8))
                .contains("not ok 1 - ")
                .contains(
                        "To get a QTest, use @QTestMachine on the parameter, the test or its class");
        assertThat(program.waitFor()).isEqualTo(1);
    }
}
