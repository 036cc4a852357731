package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypedLineTest {
    /** Return a line and its possible echoes. */
    static String[][] echoes() {
        return new String[][] {
            {"run PASS", "run PASS"},
            {"run PASS", "run P\r\nASS"},
            {"run PASS", "run PA\bASS"},
            {"grün ✓", "grün ✓"},
            {"runn\u007f PASS", "runn\b \b PASS"},
            {"runn\b PASS", "runn\b \b PASS"},
            {"runn\b PASS", "runn\b PASS"},
            {"runn\u007f PASS", "runn^? PASS"},
            {"run\tPASS", "run      PASS"},
            {"run\tPASS", "run\tPASS"},
            {"run\tPASS", "runPASS"},
            {"run \u001b[A", "run ^[[A"},
            {"run \u0001x", "run ^Ax"},
            {"run \u0001x", "run x"},
        };
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void knowsAnEchoAndNeverGivesUpItsBeginning(String typed, String echoed) {
        TypedLine line = new TypedLine(typed.getBytes(UTF_8), 0);
        byte[] output = echoed.getBytes(UTF_8);
        for (int length = 1; length < output.length; length++) {
            // Bytes after the length are ignored, regardless of their values.
            assertThat(line.attempt(output, length, 0).state())
                    .as("the first %d bytes of '%s'", length, echoed)
                    .isEqualTo(TypedLine.State.GROWING);
        }
        TypedLine.Attempt whole = line.attempt(output, output.length, 0);
        assertThat(whole.state()).isEqualTo(TypedLine.State.ECHO);
        assertThat(whole.end()).isEqualTo(output.length);
    }
}
