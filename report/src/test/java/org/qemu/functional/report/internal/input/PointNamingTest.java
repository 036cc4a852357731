package org.qemu.functional.report.internal.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointNamingTest {
    @Test
    void theClassOfTheProgramAndTheMethodNameTheFolder() {
        assertThat(folder("org.example.BootTest", "BootTest.boots: [1] a"))
                .isEqualTo("BootTest.boots");
        assertThat(folder("org.example.BootTest", "BootTest")).isEqualTo("BootTest");
    }

    @ParameterizedTest
    @CsvSource({
        "Ending.ends, Ending.ends",
        "Ending.ends: [1] a, Ending.ends",
        "ends, program",
        "../../x.y, program"
    })
    void withoutAClassThePointNamesIt(String title, String folder) {
        assertThat(folder("", title)).isEqualTo(folder);
    }

    private static String folder(String className, String title) {
        return PointNaming.logFolder(
                PointNaming.identity("program", "func", "x86_64", className, title));
    }
}
