package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigVariableTest {
    @TempDir Path folder;

    @Test
    void isConvertedToTheTypeOfTheParameter() {
        assertThat(
                        InProcess.of(Fixture.class)
                                .run("-v", "n=7", "-v", "path=/a b", "shows")
                                .stdout())
                .startsWith(
                        "failed: org.opentest4j.AssertionFailedError: 7 /a b dflt Optional.empty"
                                + " (ConfigVariableTest.java:");
    }

    @Test
    void mayBeEmpty() {
        assertThat(
                        InProcess.of(Fixture.class)
                                .run("-v", "n=7", "-v", "path=", "-v", "color=", "shows")
                                .stdout())
                .contains(": 7   Optional[] (");
    }

    @Test
    void failsTheTestIfItIsNotSet() {
        assertThat(InProcess.of(Fixture.class).run("-v", "n=7", "shows").stdout())
                .startsWith("failed: ")
                .contains("the configuration variable 'path' is not set: pass it with kyua's -v");
    }

    @Test
    void failsTheTestIfItDoesNotFitTheType() {
        assertThat(InProcess.of(Fixture.class).run("-v", "n=x", "-v", "path=/", "shows").stdout())
                .startsWith("failed: ")
                .contains("@ConfigVariable(\"n\")");
    }

    @Test
    void comesFromSystemPropertyAndEnvironmentWithoutKyua() {
        System.setProperty("atf.test.variable", "of property");
        try {
            assertThat(ConfigVariables.get("atf.test.variable")).isEqualTo("of property");
        } finally {
            System.clearProperty("atf.test.variable");
        }
        assertThat(ConfigVariables.find("PATH")).contains(System.getenv("PATH"));
        assertThat(ConfigVariables.find("atf.test.variable")).isEmpty();
        assertThat(ConfigVariables.get("atf.test.variable", "default")).isEqualTo("default");
        assertThatThrownBy(() -> ConfigVariables.get("atf.test.variable"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TEST_ENV_atf.test.variable");
    }

    @Test
    void comesFromWhatKyuaPassesToOtherPrograms() throws Exception {
        List<String> java =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Printer.class.getName());

        assertThat(
                        TestProgram.execute(
                                        folder,
                                        Map.of("TEST_ENV_color", "red", "color", "blue"),
                                        java)
                                .stdout())
                .isEqualTo("red\n");
    }

    @Test
    void comesOnlyFromTheCommandLineInAProgramOfAtf() {
        assertThat(InProcess.of(Fixture.class).run("path").stdout()).isEqualTo("passed\n");
    }

    static class Fixture {
        @Test
        void shows(
                @ConfigVariable("n") int n,
                @ConfigVariable("path") Path path,
                @ConfigVariable(value = "color", defaultValue = "dflt") String color,
                @ConfigVariable("color") Optional<String> optional) {
            fail(n + " " + path + " " + color + " " + optional);
        }

        @Test
        void path() {
            assertThat(ConfigVariables.find("PATH")).isEmpty();
        }
    }

    /** Prints a variable. */
    static final class Printer {
        private Printer() {}

        public static void main(String[] arguments) {
            System.out.println(ConfigVariables.get("color"));
        }
    }
}
